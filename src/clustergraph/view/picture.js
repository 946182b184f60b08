/* Draws the discs of groups under the nodes and their names over them, and finds nodes by words. Texts go to the page
   by textContent and to the canvas, never as markup. `network` is the picture of vis-network. */
"use strict";
(() => {
  const { groups, names, texts } = JSON.parse(document.getElementById("cg-data").textContent);

  network.on("beforeDrawing", (pen) => {
    for (const group of groups) {
      pen.beginPath();
      pen.arc(group.x, group.y, group.radius, 0, 2 * Math.PI);
      pen.fillStyle = group.fill;
      pen.fill();
      pen.lineWidth = 1 / network.getScale();
      pen.strokeStyle = group.line;
      pen.stroke();
    }
  });

  const fitting = (pen, words, room) => {
    if (pen.measureText(words).width <= room) return words;
    let end = words.length;
    while (end > 3 && pen.measureText(words.slice(0, end) + "…").width > room) end -= 1;
    return words.slice(0, end).trimEnd() + "…";
  };

  network.on("afterDrawing", (pen) => {
    const scale = network.getScale();
    pen.font = `600 ${13 / scale}px "Segoe UI", "Noto Sans", "DejaVu Sans", Arial, sans-serif`;
    pen.textAlign = "center";
    pen.textBaseline = "bottom";
    pen.lineJoin = "round";
    for (const group of groups) {
      if (!group.label || group.radius * scale < 14) continue;
      const words = fitting(pen, group.label, Math.max(2.2 * group.radius, 110 / scale));
      const y = group.y - group.radius - 4 / scale;
      pen.lineWidth = 4 / scale;
      pen.strokeStyle = "#fff";
      pen.strokeText(words, group.x, y);
      pen.fillStyle = group.ink;
      pen.fillText(words, group.x, y);
    }
  });

  const search = document.querySelector(".search");
  const found = document.querySelector(".found");
  const show = () => {
    const words = search.value.toLocaleLowerCase().replaceAll("ё", "е").split(/\s+/).filter(Boolean);
    const hits = words.length
      ? names.map((name, id) => [name, id]).filter(([name]) => {
          const form = name.toLocaleLowerCase().replaceAll("ё", "е");
          return words.every((word) => form.includes(word));
        })
      : [];
    found.replaceChildren(
      ...hits.slice(0, 12).map(([name, id]) => {
        const button = document.createElement("button");
        button.textContent = name;
        button.addEventListener("click", () => {
          network.selectNodes([id]);
          network.focus(id, { scale: Math.max(1.6, network.getScale()), animation: { duration: 400 } });
        });
        const item = document.createElement("li");
        item.append(button);
        return item;
      }),
    );
    if (words.length && !hits.length) found.textContent = texts.nothing;
  };
  search.addEventListener("input", show);
})();
