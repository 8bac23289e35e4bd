/* Contrast of colours (WCAG 2.2, relative luminance). */
const parts = text => {
  const hex = /^#([\da-f]{2})([\da-f]{2})([\da-f]{2})$/i.exec(text.trim().replace(/^#(.)(.)(.)$/, '#$1$1$2$2$3$3'));
  return hex ? hex.slice(1).map(two => parseInt(two, 16)) : (text.match(/[\d.]+/g) || [0, 0, 0]).slice(0, 3).map(Number);
};

const luminance = rgb => {
  const [r, g, b] = rgb.map(part => part / 255).map(part => part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4);
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
};

export const contrast = (one, other) => {
  const [a, b] = [luminance(parts(one)), luminance(parts(other))].sort((x, y) => y - x);
  return (a + 0.05) / (b + 0.05);
};

/* The colour, as little darker or lighter as makes it readable (5:1) on this paper. */
export const inkOn = (colour, paper) => {
  const target = luminance(parts(paper)) > 0.18 ? 0 : 255, rgb = parts(colour);
  for (let share = 0; share <= 1; share += 0.1) {
    const mixed = `rgb(${rgb.map(part => Math.round(part + (target - part) * share)).join(' ')})`;
    if (contrast(mixed, paper) >= 5) return mixed;
  }
  return target ? '#fff' : '#000';
};
