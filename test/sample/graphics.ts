import sharp, { type Sharp } from 'sharp';

/** Drawn graphics: a logo, icons with transparency, a screenshot of an application. */

function svg(width: number, height: number, content: string): string {
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}">\n${content}\n</svg>\n`;
}

export const logoSvg = svg(
  240,
  80,
  `  <circle cx="40" cy="40" r="36" fill="#1f6f8b"/>
  <path d="M12 58 32 26l10 15 7-9 19 26a36 36 0 0 1-56 0z" fill="#fff"/>
  <circle cx="54" cy="22" r="6" fill="#ffd166"/>
  <text x="90" y="52" font-family="sans-serif" font-size="28" font-weight="600" fill="#1f6f8b">Fernweh</text>`,
);

const icons = {
  compass: `<circle cx="256" cy="256" r="216" fill="#0f4c5c"/><circle cx="256" cy="256" r="176" fill="#e8f1f2"/>
    <path d="M352 160 292 292 220 220z" fill="#e36414"/><path d="M160 352 292 292 220 220z" fill="#5f7a84"/><circle cx="256" cy="256" r="20" fill="#0f4c5c"/>`,
  leaf: `<path d="M96 416C72 208 208 80 432 80 440 304 320 448 128 400z" fill="#52a447"/>
    <path d="M80 448C144 320 224 232 344 168" fill="none" stroke="#2f6b2a" stroke-width="20" stroke-linecap="round"/>`,
  sun: `<g stroke="#f4a300" stroke-width="32" stroke-linecap="round"><path d="M256 48v48M256 416v48M48 256h48M416 256h48M109 109l34 34M369 369l34 34M109 403l34-34M369 143l34-34"/></g>
    <circle cx="256" cy="256" r="112" fill="#ffc533"/>`,
} as const;

export const iconNames = Object.keys(icons) as (keyof typeof icons)[];

/** An icon of 512 px on a transparent background. */
export function drawIcon(name: keyof typeof icons): Sharp {
  return sharp(Buffer.from(svg(512, 512, icons[name])));
}

function bars(): string {
  const heights = [90, 130, 110, 170, 150, 210, 190, 240, 200, 260, 230, 280];
  return heights
    .map(
      (height, index) =>
        `<rect x="${420 + index * 76}" y="${690 - height}" width="44" height="${height}" rx="8" fill="${index === 11 ? '#e36414' : '#6fa8b8'}"/>`,
    )
    .join('');
}

function cards(): string {
  const figures = ['1,284 km', '17 days', '412 photos'];
  return figures
    .map((figure, index) => {
      const x = 400 + index * 322;
      return `<rect x="${x}" y="170" width="290" height="150" rx="16" fill="#fff"/><text x="${x + 28}" y="262" font-size="38" font-weight="600" fill="#123" font-family="sans-serif">${figure}</text>
        <rect x="${x + 28}" y="200" width="${90 + index * 24}" height="12" rx="6" fill="#c6d3d8"/>`;
    })
    .join('');
}

function sidebar(): string {
  const entries = [120, 90, 140, 104, 76].map(
    (width, index) =>
      `<rect x="110" y="${190 + index * 54}" width="${width}" height="14" rx="7" fill="#8fb3bd" opacity="${index === 0 ? 1 : 0.55}"/>`,
  );
  return `<path d="M70 96h262v748H90a20 20 0 0 1-20-20z" fill="#0f3a47"/>${entries.join('')}`;
}

/** A window of an application with its shadow, on a transparent background: 1440 x 900. */
export function drawScreenshot(): Sharp {
  const content = `<defs><filter id="shadow" x="-10%" y="-10%" width="120%" height="125%"><feDropShadow dx="0" dy="14" stdDeviation="18" flood-opacity="0.35"/></filter></defs>
    <rect x="70" y="56" width="1300" height="788" rx="20" fill="#eef3f4" filter="url(#shadow)"/>
    <path d="M70 100V76a20 20 0 0 1 20-20h1260a20 20 0 0 1 20 20v24z" fill="#d7e0e3"/>
    <circle cx="102" cy="78" r="8" fill="#ee6a5f"/><circle cx="128" cy="78" r="8" fill="#f5bd4f"/><circle cx="154" cy="78" r="8" fill="#61c454"/>
    ${sidebar()}${cards()}<rect x="400" y="352" width="934" height="372" rx="16" fill="#fff"/>${bars()}
    <text x="400" y="146" font-size="24" font-weight="600" fill="#345" font-family="sans-serif">Journeys this year</text>`;
  return sharp(Buffer.from(svg(1440, 900, content)));
}
