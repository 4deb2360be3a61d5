// Makes the drawn map movable. Without this script the same map stands still and says the same.
"use strict";

function pieceOf(drawing, body) {
  const piece = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  piece.setAttribute("viewBox", drawing);
  piece.setAttribute("aria-hidden", "true");
  piece.append(body);
  return piece;
}

function pinOf(mark, map) {
  const [, x, y] = /translate\(([-\d.]+) ([-\d.]+)\)/.exec(mark.getAttribute("transform"));
  const shown = mark.querySelector(".fixed").cloneNode(true);
  shown.classList.remove("fixed");
  const use = shown.querySelector("use");
  const shift = use ? Number(use.getAttribute("x")) + 5 : 0;
  if (use) {
    use.setAttribute("x", "-5");
  }
  const pin = L.marker([-y, x], {
    icon: L.divIcon({
      className: `map-pin ${mark.getAttribute("class")}`,
      html: pieceOf("-6 -6 12 12", shown),
      iconSize: [18, 18],
      iconAnchor: [9 - shift * 1.8, 9],
    }),
    keyboard: Boolean(use),
    zIndexOffset: use ? 10000 : 0,
    interactive: Boolean(use),
  }).addTo(map);
  const element = pin.getElement();
  element.setAttribute("aria-label", mark.getAttribute("aria-label"));
  element.title = mark.getAttribute("aria-label");
  element.setAttribute("role", use ? "link" : "img");
  if (use) {
    pin.on("click", () => { location.hash = mark.getAttribute("href"); });
    pin.on("keydown", (event) => {
      if (event.originalEvent.key === "Enter") { location.hash = mark.getAttribute("href"); }
    });
  }
}

function lookAt(map, radio, size, still) {
  const style = getComputedStyle(radio.closest(".card").querySelector(".map-frame"));
  const [k, x, y] = ["--k", "--x", "--y"].map((name) => parseFloat(style.getPropertyValue(name)));
  const corners = [[y, -x], [y - size[1] / k, size[0] / k - x]];
  map.fitBounds(corners, { animate: !still });
}

function makeMovable(drawn) {
  const size = drawn.viewBox.baseVal;
  const bounds = [[-size.height, 0], [0, size.width]];
  const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
  const box = document.createElement("div");
  box.className = "leaflet-map map-frame map";
  box.setAttribute("role", "region");
  box.setAttribute("aria-label", drawn.querySelector("title").textContent);
  drawn.replaceWith(box);
  const map = L.map(box, {
    crs: L.CRS.Simple, attributionControl: false, scrollWheelZoom: false, zoomSnap: 0.1, maxZoom: 6,
    minZoom: -2, maxBounds: [[-size.height - 60, -60], [60, size.width + 60]],
    zoomAnimation: !still, fadeAnimation: !still, markerZoomAnimation: !still,
  });
  map.fitBounds(bounds, { animate: false });
  map.setMinZoom(map.getZoom());
  const ground = drawn.cloneNode(true);
  ground.querySelectorAll(".mark, .depot, title, desc").forEach((each) => each.remove());
  ground.removeAttribute("class");
  ["role", "aria-labelledby", "aria-describedby"].forEach((name) => ground.removeAttribute(name));
  ground.setAttribute("aria-hidden", "true");
  ground.querySelector(".world").removeAttribute("class");
  L.svgOverlay(ground, bounds).addTo(map);
  drawn.querySelectorAll(".depot, .mark").forEach((mark) => pinOf(mark, map));
  box.closest(".card").querySelectorAll("input[name=view]").forEach((radio) => {
    radio.addEventListener("change", () => lookAt(map, radio, [size.width, size.height], still));
  });
}

document.querySelectorAll("svg.map").forEach(makeMovable);
