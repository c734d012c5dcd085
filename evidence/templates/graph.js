"use strict";
const graph = JSON.parse(document.getElementById("graph").textContent);
const nodes = graph.nodes, edges = graph.edges;
const canvas = document.querySelector("canvas"), pen = canvas.getContext("2d");
const panel = document.getElementById("panel"), status = document.getElementById("count");
const search = document.getElementById("search");
const shownKinds = new Set(Object.keys(graph.kinds)), shownRelations = new Set(Object.keys(graph.relations));
const links = nodes.map(() => []);
edges.forEach((edge, at) => { links[edge.source].push(at); if (edge.target !== edge.source) links[edge.target].push(at); });
const byWeight = nodes.map((_, at) => at).sort((a, b) => nodes[b].size - nodes[a].size);
let view = { x: 0, y: 0, scale: 1 }, chosen = -1, over = -1, found = new Set(), waiting = false, printing = false;

const paper = { "--ink": "#000", "--halo": "#fff", "--edge": "#999", "--mark": "#d4560a", "--rim": "#fff" };
const style = name => printing ? paper[name] : getComputedStyle(document.documentElement).getPropertyValue(name).trim();
const first = graph.first ? `${graph.first}s` : "";
const visible = at => shownKinds.has(nodes[at].kind);
const visibleEdge = edge => shownRelations.has(edge.relation) && visible(edge.source) && visible(edge.target);
const colour = kind => `rgb(${graph.kinds[kind].colour})`;
// Whether black is easier to read on a colour than white (relative luminance above .18).
const isPale = kind => graph.kinds[kind].colour.split(",").reduce((sum, part, at) => sum + (part / 255) ** 2.2 * [.2126, .7152, .0722][at], 0) > .18;
const radius = node => node.size / 2 * Math.max(view.scale, .12);
const toScreen = node => [node.x * view.scale + view.x, node.y * view.scale + view.y];

function element(name, properties, ...children) {
  const made = Object.assign(document.createElement(name), properties);
  made.append(...children.filter(child => child !== null && child !== undefined));
  return made;
}

function fit(members = nodes.map((_, at) => at).filter(visible)) {
  if (!members.length) return draw();
  let left = Infinity, right = -Infinity, top = Infinity, bottom = -Infinity;
  for (const at of members) {
    const { x, y } = nodes[at];
    left = Math.min(left, x); right = Math.max(right, x); top = Math.min(top, y); bottom = Math.max(bottom, y);
  }
  // Room for the legend below and, to the right of the nodes, for labels.
  const key = document.getElementById("legend"), { clientWidth: width, clientHeight: all } = canvas;
  const height = all - Math.min(key.open ? key.offsetHeight : 0, all * .35);
  const margin = 50, before = Math.max(24, width * .04), after = Math.max(60, width * .14);
  const scale = Math.min((width - before - after) / Math.max(right - left, 1), (height - 2 * margin) / Math.max(bottom - top, 1), 1.5);
  view = { scale, x: (width + before - after) / 2 - scale * (left + right) / 2, y: height / 2 - scale * (top + bottom) / 2 };
  draw();
}

function draw() {
  if (waiting) return;
  waiting = true;
  requestAnimationFrame(() => { waiting = false; paint(); });
}

function paint() {
  const ratio = window.devicePixelRatio || 1, width = canvas.clientWidth, height = canvas.clientHeight;
  if (canvas.width !== Math.round(width * ratio) || canvas.height !== Math.round(height * ratio)) {
    canvas.width = Math.round(width * ratio); canvas.height = Math.round(height * ratio);
  }
  pen.setTransform(ratio, 0, 0, ratio, 0, 0);
  pen.clearRect(0, 0, width, height);
  const near = chosen < 0 ? null : new Set([chosen, ...links[chosen].flatMap(at => [edges[at].source, edges[at].target])]);
  const bright = at => near ? near.has(at) : found.size ? found.has(at) : true;
  const [ink, halo, grey, rim] = ["--ink", "--halo", "--edge", "--rim"].map(style);
  // Edges of one colour in one stroke: ten thousand single strokes take a second.
  for (const [relation, look] of Object.entries(graph.relations)) {
    if (!shownRelations.has(relation)) continue;
    for (const lit of [false, true]) {
      pen.beginPath();
      for (const edge of edges) {
        if (edge.relation !== relation || !visibleEdge(edge)) continue;
        const on = near ? edge.source === chosen || edge.target === chosen : !found.size;
        if (on !== lit) continue;
        const [x1, y1] = toScreen(nodes[edge.source]), [x2, y2] = toScreen(nodes[edge.target]);
        if (Math.max(x1, x2) < 0 || Math.min(x1, x2) > width || Math.max(y1, y2) < 0 || Math.min(y1, y2) > height) continue;
        // Parallel relations bend apart.
        const bend = edge.bend * .12;
        pen.moveTo(x1, y1);
        if (bend) pen.quadraticCurveTo((x1 + x2) / 2 - (y2 - y1) * bend, (y1 + y2) / 2 + (x2 - x1) * bend, x2, y2);
        else pen.lineTo(x2, y2);
        if (lit && near) arrow(edge, x1, y1, x2, y2);
      }
      pen.globalAlpha = lit ? (nodes.length > 2000 && !near ? .25 : .75) : .1;
      pen.strokeStyle = look.plain ? grey : `rgb(${look.colour})`;
      pen.lineWidth = lit && near ? 2.2 : look.plain ? .8 : 1.4;
      pen.stroke();
    }
  }
  for (const at of byWeight) {
    if (!visible(at)) continue;
    const node = nodes[at], [x, y] = toScreen(node), r = radius(node);
    if (x < -r || y < -r || x > width + r || y > height + r) continue;
    pen.globalAlpha = bright(at) ? 1 : .15;
    pen.fillStyle = colour(node.kind);
    pen.beginPath(); pen.arc(x, y, r, 0, 2 * Math.PI); pen.fill();
    if (r > 3) { pen.strokeStyle = rim; pen.lineWidth = 1; pen.stroke(); }
    if (node.retracted) { pen.strokeStyle = style("--mark"); pen.lineWidth = 3; pen.stroke(); }
    if (at === chosen || at === over || found.has(at)) { pen.strokeStyle = ink; pen.lineWidth = 2; pen.stroke(); }
  }
  label(width, height, ink, halo, bright, near);
  pen.globalAlpha = 1;
  document.documentElement.dataset.painted = "yes";
}

// Labels from the largest node on, right or left of it, each only where neither a label nor a node lies.
function label(width, height, ink, halo, bright, near) {
  pen.globalAlpha = 1;
  pen.font = "12px system-ui, 'DejaVu Sans', sans-serif";
  pen.textBaseline = "middle"; pen.lineJoin = "round"; pen.lineWidth = 3; pen.strokeStyle = halo; pen.fillStyle = ink;
  const rows = new Map();
  const take = (from, to, level, at) => {
    const row = Math.floor(level / 15);
    rows.set(row, [...(rows.get(row) || []), [from, to, level, at]]);
  };
  const clear = (from, to, level, at) => [-1, 0, 1].every(step =>
    (rows.get(Math.floor(level / 15) + step) || []).every(([left, right, y, other]) => other === at || from > right || to < left || Math.abs(y - level) > 14));
  const inside = ([x, y], r) => x > -r && y > 0 && x < width + r && y < height;
  const candidates = byWeight.filter(at => visible(at) && inside(toScreen(nodes[at]), radius(nodes[at])));
  for (const at of candidates) {
    const [x, y] = toScreen(nodes[at]), r = radius(nodes[at]);
    if (r > 4) for (let level = y - r + 4; level <= y + r - 4; level += 12) take(x - r, x + r, level, at);
  }
  const must = [chosen, over, ...found].filter(at => at >= 0);
  let written = 0;
  for (const at of [...must, ...candidates]) {
    if (written > 250) break;
    if (!visible(at) || !bright(at)) continue;
    if (view.scale < .25 && nodes.length > 300 && !near && !must.includes(at) && written > 40) break;
    const node = nodes[at], [x, y] = toScreen(node), r = radius(node);
    const text = short(node.label, at === chosen || at === over ? 80 : width < 600 ? 22 : 34), length = pen.measureText(text).width;
    const right = x + r + 4, left = x - r - 4 - length, sides = right + length > width ? [left, right] : [right, left];
    let side = sides.find(from => from > 0 && from + length < width && clear(from, from + length, y, at));
    if (side === undefined && (at === chosen || at === over)) side = Math.max(4, Math.min(sides[0], width - length - 4));
    if (side === undefined) continue;
    take(side, side + length, y, -1);
    pen.strokeText(text, side, y); pen.fillText(text, side, y);
    written += 1;
  }
}

function arrow(edge, x1, y1, x2, y2) {
  const turn = Math.atan2(y2 - y1, x2 - x1), r = radius(nodes[edge.target]) + 2;
  const tx = x2 - r * Math.cos(turn), ty = y2 - r * Math.sin(turn);
  for (const side of [-.4, .4]) { pen.moveTo(tx, ty); pen.lineTo(tx - 9 * Math.cos(turn + side), ty - 9 * Math.sin(turn + side)); }
}

const short = (text, most) => text.length > most ? text.slice(0, most - 1).trimEnd() + "…" : text;

function at(x, y) {
  let best = -1, least = 14;
  nodes.forEach((node, place) => {
    if (!visible(place)) return;
    const [nx, ny] = toScreen(node), away = Math.hypot(nx - x, ny - y) - radius(node);
    if (away < least) { least = away; best = place; }
  });
  return best;
}

function zoom(factor, x = canvas.clientWidth / 2, y = canvas.clientHeight / 2) {
  const scale = Math.min(Math.max(view.scale * factor, .002), 8), real = scale / view.scale;
  view = { scale, x: x - (x - view.x) * real, y: y - (y - view.y) * real };
  draw();
}

function choose(place, move = false) {
  chosen = place;
  if (place >= 0 && move) {
    if (view.scale < .3) view.scale = .6;
    view.x = canvas.clientWidth / 2 - nodes[place].x * view.scale;
    view.y = canvas.clientHeight / 2 - nodes[place].y * view.scale;
  }
  if (place >= 0) { show(place); history.replaceState(null, "", "#" + encodeURIComponent(nodes[place].id)); }
  else { list(); history.replaceState(null, "", "#"); }
  draw();
}

// Raised numbers raised and emphasis shown, as in the document; everything else is only text.
function marked(text) {
  const parts = [], tags = /<(sup|sub|i|b|em|strong)>([^<]*)<\/\1>/g;
  let end = 0;
  for (const match of text.matchAll(tags)) {
    parts.push(text.slice(end, match.index), element(match[1], {}, match[2]));
    end = match.index + match[0].length;
  }
  return [...parts, text.slice(end)];
}

// Works and articles go by author and year, what is said by its own words.
function titled({ kind, label, text }) {
  if (!text) return marked(label);
  return ["claim", "statement", "context"].includes(kind) ? marked(text) : [element("b", {}, label), " ", ...marked(text)];
}

const entry = (place, note) => element("li", {},
  element("button", { type: "button", onclick: () => { choose(place, true); panel.querySelector("h2").focus(); } },
    dot(nodes[place].kind),
    element("span", {}, ...titled(nodes[place]), note ? " " : null, note ? element("span", { className: "soft note" }, note) : null)));

function dot(kind) {
  const made = element("span", { className: "dot" });
  made.style.background = colour(kind);
  return made;
}

function show(place) {
  const node = nodes[place], parts = [];
  const back = element("button", { type: "button", onclick: () => { choose(-1); panel.querySelector("h2").focus(); } }, `← all ${first}`);
  const head = element("h2", { tabIndex: -1 }, ...marked(node.text || node.label));
  const tag = element("span", { className: "tag" }, node.kind);
  tag.style.background = colour(node.kind);
  tag.style.color = isPale(node.kind) ? "#000" : "#fff";
  parts.push(back, element("p", {}, tag, node.retracted ? element("strong", {}, " retracted") : null), head);
  const details = element("dl", {});
  for (const [name, value] of Object.entries(node.details)) {
    const shown = name === "doi" ? element("a", { href: "https://doi.org/" + encodeURI(value), rel: "noreferrer", target: "_blank" }, value) : String(value);
    details.append(element("dt", {}, name.replaceAll("_", " ")), element("dd", {}, shown));
  }
  if (details.children.length) parts.push(details);
  const groups = new Map();
  for (const edge of links[place].map(at => edges[at])) {
    const out = edge.source === place, other = out ? edge.target : edge.source;
    const name = `${edge.relation.replaceAll("_", " ").replaceAll("-", " ")} ${out ? "→" : "←"}`;
    groups.set(name, [...(groups.get(name) || []), [other, edge]]);
  }
  for (const [name, members] of groups) {
    parts.push(element("h3", {}, `${name} (${members.length})`));
    const items = element("ul", {});
    for (const [other, edge] of members.slice(0, 200)) {
      items.append(entry(other, edge.note));
      if (edge.quotes) items.append(element("li", {}, element("blockquote", {}, ...marked(edge.quotes))));
    }
    if (members.length > 200) items.append(element("li", { className: "soft" }, `and ${members.length - 200} more`));
    parts.push(items);
  }
  panel.replaceChildren(...parts);
  panel.scrollTop = 0;
  status.textContent = `${node.kind}: ${short(node.label, 60)}`;
}

function list() {
  const query = search.value.trim().toLowerCase().split(/\s+/).filter(Boolean);
  const hits = query.length
    ? byWeight.filter(at => visible(at) && query.every(word => nodes[at].search.includes(word)))
    : byWeight.filter(at => visible(at) && nodes[at].kind === graph.first);
  found = new Set(query.length ? hits : []);
  status.textContent = query.length ? `${hits.length} of ${nodes.length} found` : `${nodes.length} nodes, ${edges.length} edges`;
  const items = element("ul", {}, ...hits.slice(0, 200).map(at => entry(at, nodes[at].brief)));
  if (hits.length > 200) items.append(element("li", { className: "soft" }, `and ${hits.length - 200} more; search for them`));
  panel.replaceChildren(element("h2", { tabIndex: -1 }, query.length ? (hits.length ? "Found" : "Nothing found") : first ? first[0].toUpperCase() + first.slice(1) : "Nothing to show"), items);
}

function legend() {
  const items = document.querySelector("#legend ul");
  const row = (name, look, shown, mark) => {
    const box = element("input", { type: "checkbox", checked: true });
    box.onchange = () => { box.checked ? shown.add(name) : shown.delete(name); if (chosen >= 0 && !visible(chosen)) choose(-1); else if (chosen < 0) list(); draw(); };
    const sign = element("span", { className: mark });
    sign.style.background = look.plain ? "var(--edge)" : `rgb(${look.colour})`;
    items.append(element("li", {}, element("label", {}, box, sign, `${name.replaceAll("_", " ")} (${look.count})`)));
  };
  for (const [name, look] of Object.entries(graph.kinds)) row(name, look, shownKinds, "dot");
  for (const [name, look] of Object.entries(graph.relations)) row(name, look, shownRelations, "dash");
}

const pointers = new Map();
let moved = 0;
canvas.addEventListener("pointerdown", event => { canvas.setPointerCapture(event.pointerId); pointers.set(event.pointerId, event); moved = 0; });
canvas.addEventListener("pointermove", event => {
  const last = pointers.get(event.pointerId);
  if (!last) {
    const under = at(event.offsetX, event.offsetY);
    if (under !== over) { over = under; canvas.classList.toggle("over", over >= 0); draw(); }
    return;
  }
  const spread = () => { const [a, b] = [...pointers.values()]; return Math.hypot(a.clientX - b.clientX, a.clientY - b.clientY); };
  const before = pointers.size === 2 ? spread() : 0;
  pointers.set(event.pointerId, event);
  moved += Math.abs(event.clientX - last.clientX) + Math.abs(event.clientY - last.clientY);
  if (pointers.size === 2 && before) zoom(spread() / before, event.offsetX, event.offsetY);
  else { view.x += event.clientX - last.clientX; view.y += event.clientY - last.clientY; canvas.classList.add("moving"); draw(); }
});
for (const name of ["pointerup", "pointercancel"]) canvas.addEventListener(name, event => {
  pointers.delete(event.pointerId); canvas.classList.remove("moving");
  if (name === "pointerup" && moved < 6) choose(at(event.offsetX, event.offsetY));
});
canvas.addEventListener("pointerleave", () => { if (over >= 0) { over = -1; draw(); } });
canvas.addEventListener("wheel", event => { event.preventDefault(); zoom(Math.exp(-event.deltaY / 500), event.offsetX, event.offsetY); }, { passive: false });
canvas.addEventListener("keydown", event => {
  const step = 60, moves = { ArrowLeft: [step, 0], ArrowRight: [-step, 0], ArrowUp: [0, step], ArrowDown: [0, -step] };
  if (moves[event.key]) { view.x += moves[event.key][0]; view.y += moves[event.key][1]; draw(); }
  else if (event.key === "+" || event.key === "=") zoom(1.3);
  else if (event.key === "-") zoom(1 / 1.3);
  else if (event.key === "0") fit();
  else return;
  event.preventDefault();
});
document.addEventListener("keydown", event => {
  if (event.key === "/" && document.activeElement !== search) { event.preventDefault(); search.focus(); }
  if (event.key === "Escape") { search.value = ""; choose(-1); }
});
search.addEventListener("input", () => { chosen = -1; list(); draw(); });
search.addEventListener("keydown", event => { if (event.key === "Enter" && found.size) choose([...found][0], true); });
document.getElementById("in").onclick = () => zoom(1.3);
document.getElementById("out").onclick = () => zoom(1 / 1.3);
document.getElementById("fit").onclick = () => fit();
window.addEventListener("resize", draw);
for (const [name, on] of [["beforeprint", true], ["afterprint", false]]) window.addEventListener(name, () => { printing = on; paint(); });
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", draw);

legend();
document.getElementById("legend").open = innerWidth > 832;
list();
fit();
const named = nodes.findIndex(node => "#" + encodeURIComponent(node.id) === location.hash);
if (named >= 0) choose(named, true);
