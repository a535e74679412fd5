/**
 * Runs in the page: the contrast of every text with what is painted behind it (WCAG 2.2, 1.4.3).
 *
 * Answers how many texts were seen and those below 4.5 to 1, or below 3 to 1 where the text is large.
 */
export function inspect() {
  for (const details of document.querySelectorAll("details")) details.open = true;

  const canvas = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  const rgba = (color) => {
    canvas.clearRect(0, 0, 1, 1);
    canvas.fillStyle = color;
    canvas.fillRect(0, 0, 1, 1);
    const [r, g, b, a] = canvas.getImageData(0, 0, 1, 1).data;
    return { r, g, b, a: a / 255 };
  };
  const over = (top, below) => ({
    r: top.r * top.a + below.r * (1 - top.a),
    g: top.g * top.a + below.g * (1 - top.a),
    b: top.b * top.a + below.b * (1 - top.a),
    a: 1,
  });
  const luminance = ({ r, g, b }) => {
    const [x, y, z] = [r, g, b].map((c) => (c / 255 <= 0.04045 ? c / 255 / 12.92 : ((c / 255 + 0.055) / 1.055) ** 2.4));
    return 0.2126 * x + 0.7152 * y + 0.0722 * z;
  };
  const contrast = (a, b) => {
    const [light, dark] = [luminance(a), luminance(b)].sort((x, y) => y - x);
    return (light + 0.05) / (dark + 0.05);
  };
  const behind = (element) => {
    const layers = [];
    for (let node = element; node; node = node.parentElement) layers.unshift(rgba(getComputedStyle(node).backgroundColor));
    return layers.reduce((below, layer) => over(layer, below), { r: 255, g: 255, b: 255, a: 1 });
  };
  // Areas of a chart that a text may stand on.
  const painted = (element) => {
    const box = element.getBoundingClientRect();
    const svg = element.closest("svg");
    if (!svg) return [];
    return [...svg.querySelectorAll("path.band, rect")]
      .filter((area) => {
        const place = area.getBoundingClientRect();
        return place.left < box.right && box.left < place.right && place.top < box.bottom && box.top < place.bottom;
      })
      .map((area) => rgba(getComputedStyle(area).fill));
  };

  const weak = [];
  let texts = 0;
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const element = node.parentElement;
    const style = getComputedStyle(element);
    if (!node.data.trim() || element.closest("title, desc, style") || style.visibility === "hidden") continue;
    if (element.getClientRects().length === 0) continue;
    texts += 1;
    const svgText = element instanceof SVGElement;
    const ink = rgba(svgText ? style.fill : style.color);
    const size = parseFloat(style.fontSize);
    const large = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700);
    const paper = behind(element);
    for (const below of [paper, ...painted(element).map((area) => over(area, paper))]) {
      const ratio = contrast(over(ink, below), below);
      if (ratio < (large ? 3 : 4.5)) weak.push(`${ratio.toFixed(2)}: ${node.data.trim().slice(0, 60)}`);
    }
  }
  return { texts, weak };
}
