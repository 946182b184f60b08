/* Draws the discs of groups under the nodes and their names over them, and finds nodes by words. Texts go to the page
   by textContent and to the canvas, never as markup. `network` is the picture of vis-network. */
"use strict";
(() => {
  const { groups, labels, names, room, texts } = JSON.parse(document.getElementById("cg-data").textContent);

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

  // one or two lines that fit; what is left over is cut
  const lines = (pen, words, room) => {
    const told = [""];
    for (const word of words.split(" ")) {
      const longer = `${told.at(-1)} ${word}`.trim();
      if (told.at(-1) === "" || pen.measureText(longer).width <= room) told[told.length - 1] = longer;
      else told.push(word);
    }
    return told.length > 2 ? [told[0], `${told[1]}…`] : told;
  };

  // letters keep their size on the screen; a white edge lifts them off the lines
  const font = (weight, size) => `${weight} ${size / network.getScale()}px "Segoe UI", "Noto Sans", "DejaVu Sans", Arial, sans-serif`;
  const write = (pen, words, x, y, ink) => {
    pen.lineWidth = 3.5 / network.getScale();
    pen.strokeStyle = "rgba(255, 255, 255, 0.85)";
    pen.strokeText(words, x, y);
    pen.fillStyle = ink;
    pen.fillText(words, x, y);
  };

  const placed = nodes.get({ order: "id" });
  let hovered = null;
  network.on("hoverNode", ({ node }) => { hovered = node; });
  network.on("blurNode", () => { hovered = null; });

  network.on("afterDrawing", (pen) => {
    const scale = network.getScale();
    const frame = network.canvas.frame.canvas;
    const from = network.DOMtoCanvas({ x: -80, y: -30 });
    const to = network.DOMtoCanvas({ x: frame.clientWidth + 80, y: frame.clientHeight + 30 });
    const chosen = new Set([...network.getSelectedNodes(), hovered]);
    pen.textAlign = "center";
    pen.lineJoin = "round";
    pen.textBaseline = "top";
    for (const node of placed) {
      const [label, shown] = labels[node.id];
      const picked = chosen.has(node.id);
      if (!label || (scale < shown && !picked)) continue;
      if (node.x < from.x || node.x > to.x || node.y < from.y || node.y > to.y) continue;
      pen.font = font(picked ? 600 : 400, 12);
      write(pen, label, node.x, node.y + node.size + 4 / scale, "#1f2733");
    }
    pen.textBaseline = "bottom";
    pen.font = font(600, 13);
    for (const group of groups) {
      if (!group.label || scale < group.from) continue;
      const told = lines(pen, group.label, Math.max(2.2 * group.radius, room / scale));
      told.reverse().forEach((words, up) => {
        write(pen, words, group.x, group.y - group.radius - (4 + 15 * up) / scale, group.ink);
      });
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
