import type { Scene } from './landscape';

/** The landscapes of the sample workspace. */
export const scenes = {
  mountainLake: {
    seed: 11, width: 3000, height: 2000,
    sky: [[64, 118, 190], [138, 184, 226], [226, 236, 240]],
    clouds: { colour: [255, 255, 255], cover: 0.62, opacity: 0.85 },
    horizon: 0.44,
    ridges: { count: 4, far: [104, 128, 160], near: [38, 66, 62], mist: [214, 228, 238], sharp: true, hills: 2.2, height: 0.46, snowLine: 0.52 },
    water: { line: 0.66, tint: [30, 70, 96] },
    trees: { count: 20, colour: [16, 32, 30], height: 0.3 },
  },
  dunes: {
    seed: 29, width: 2700, height: 1800,
    sky: [[62, 58, 112], [196, 106, 116], [250, 176, 112], [255, 222, 164]],
    sun: { x: 1.02, y: 0.46, radius: 0.035, colour: [255, 196, 120] },
    clouds: { colour: [255, 170, 140], cover: 0.5, opacity: 0.5 },
    horizon: 0.55,
    ridges: { count: 5, far: [214, 138, 104], near: [82, 40, 38], mist: [255, 200, 140], sharp: false, hills: 1.1, height: 0.3 },
  },
  forest: {
    seed: 41, width: 2400, height: 1600,
    sky: [[176, 196, 200], [208, 220, 218], [236, 238, 228]],
    clouds: { colour: [250, 250, 246], cover: 0.7, opacity: 0.6 },
    horizon: 0.4,
    ridges: { count: 6, far: [164, 184, 184], near: [34, 60, 54], mist: [226, 234, 230], sharp: false, hills: 2.6, height: 0.34 },
    trees: { count: 34, colour: [14, 30, 28], height: 0.42 },
  },
  coast: {
    seed: 53, width: 2400, height: 1350,
    sky: [[30, 82, 140], [96, 160, 200], [190, 222, 226]],
    clouds: { colour: [255, 255, 255], cover: 0.56, opacity: 0.8 },
    horizon: 0.5,
    ridges: { count: 3, far: [110, 146, 158], near: [52, 76, 60], mist: [196, 220, 222], sharp: false, hills: 1.6, height: 0.2 },
    water: { line: 0.6, tint: [16, 96, 120] },
  },
  night: {
    seed: 67, width: 1920, height: 1280,
    sky: [[6, 10, 30], [16, 32, 70], [52, 74, 120], [128, 118, 150]],
    stars: 900,
    clouds: { colour: [150, 160, 220], cover: 0.42, opacity: 0.3 },
    horizon: 0.62,
    ridges: { count: 4, far: [50, 58, 98], near: [8, 12, 24], mist: [110, 108, 150], sharp: true, hills: 2, height: 0.34 },
    trees: { count: 26, colour: [4, 6, 14], height: 0.22 },
  },
  hills: {
    seed: 83, width: 1500, height: 1000,
    sky: [[250, 190, 120], [252, 214, 160], [255, 240, 210]],
    sun: { x: 0.4, y: 0.34, radius: 0.045, colour: [255, 226, 150] },
    horizon: 0.46,
    ridges: { count: 6, far: [226, 190, 130], near: [70, 92, 44], mist: [255, 232, 180], sharp: false, hills: 1.8, height: 0.26 },
    trees: { count: 9, colour: [44, 58, 30], height: 0.14 },
  },
} as const satisfies Record<string, Scene>;
