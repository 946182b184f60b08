/* Draws the discs of groups under the nodes and their names over them, and finds nodes by words. Texts go to the page
   by textContent and to the canvas, never as markup. `network` is the picture of vis-network. */
"use strict";
(() => {
  const { groups, names, room, texts } = JSON.parse(document.getElementById("cg-data").textContent);

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

  network.on("afterDrawing", (pen) => {
    const scale = network.getScale();
    pen.font = `600 ${13 / scale}px "Segoe UI", "Noto Sans", "DejaVu Sans", Arial, sans-serif`;
    pen.textAlign = "center";
    pen.textBaseline = "bottom";
    pen.lineJoin = "round";
    for (const group of groups) {
      if (!group.label || scale < group.from) continue;
      const told = lines(pen, group.label, Math.max(2.2 * group.radius, room / scale));
      told.reverse().forEach((words, up) => {
        const y = group.y - group.radius - (4 + 15 * up) / scale;
        pen.lineWidth = 4 / scale;
        pen.strokeStyle = "#fff";
        pen.strokeText(words, group.x, y);
        pen.fillStyle = group.ink;
        pen.fillText(words, group.x, y);
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
