import { copyFile, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import type { Scene, SceneSet } from './scene';
import type { Stage } from './stage';

const viewport = [1280, 800] as const;

async function resizeEverything(stage: Stage): Promise<void> {
  await stage.resizeInto('resized', 'Small 640', ['photos', 'screenshots']);
  await stage.shows(/files? done in/);
  await stage.tidy();
}

async function showPanel(stage: Stage): Promise<void> {
  await resizeEverything(stage);
  await stage.showsImages(8, '.row img');
}

async function showGallery(stage: Stage): Promise<void> {
  await resizeEverything(stage);
  await stage.press('Gallery');
  await stage.showsImages(12);
}

/** A filter is what shows best what a comparison does. */
async function showComparison(stage: Stage): Promise<void> {
  await stage.choose(['photos/alps'], 'Apply Filter...');
  await stage.panel.getByRole('radio', { name: /^Sepia/ }).click();
  await stage.press('Run');
  await stage.shows(/files? done in/);
  await stage.tidy();
  await stage.panel.getByRole('row', { name: /first-snow/ }).click();
  await stage.page.keyboard.press('Alt+Enter');
  await stage.showsImages(2, 'assetmill-compare-stage img');
  await stage.shows(/identical|similar|different/);
}

async function showTuning(stage: Stage): Promise<void> {
  await stage.choose(['photos/coast'], 'Convert Images...', 'Tune with Preview...');
  await stage.panel.getByRole('radio', { name: /^WebP/ }).click();
  await stage.panel.locator('assetmill-range-field').getByRole('slider').fill('60');
  await stage.shows(/Selection, \d+ files: .+ would become .+\./);
  await stage.panel.getByText('measuring').waitFor({ state: 'hidden', timeout: 120_000 });
  await stage.showsImages(2, 'assetmill-compare-stage img');
  await stage.tidy();
}

async function showFilters(stage: Stage): Promise<void> {
  await stage.choose(['photos/coast'], 'Apply Filter...');
  await stage.showsImages(20, 'assetmill-filter-grid img');
  await stage.panel.getByRole('radio', { name: /^Posterize/ }).click();
  await stage.shows(/Selection, \d+ files: .+ would become .+\./);
  await stage.tidy();
}

/** Copies of photos as they gather in folders: the same bytes, smaller ones, and in another format. */
async function addCopies(folder: string): Promise<void> {
  const photo = (path: string) => join(folder, 'photos', path);
  await mkdir(join(folder, 'downloads'));
  await mkdir(join(folder, 'old-site'));
  await copyFile(photo('alps/first-snow.jpg'), join(folder, 'downloads/first-snow (1).jpg'));
  await copyFile(photo('coast/last-light.jpg'), join(folder, 'downloads/last-light (1).jpg'));
  await sharp(photo('alps/first-snow.jpg')).resize(1200).toFile(join(folder, 'old-site/snow.webp'));
  await sharp(photo('coast/last-light.jpg')).resize(1600).jpeg({ quality: 60 }).toFile(join(folder, 'old-site/header.jpg'));
  await sharp(photo('coast/quiet-bay.jpg')).modulate({ brightness: 1.1 }).jpeg().toFile(join(folder, 'downloads/bay-brighter.jpg'));
  await sharp(photo('alps/valley-view.jpg')).resize(900).png({ palette: true }).toFile(join(folder, 'old-site/hills.png'));
}

async function showDuplicates(stage: Stage): Promise<void> {
  await stage.choose(['downloads', 'old-site', 'photos'], 'Find Duplicates...', 'Similar images');
  await stage.shows(/\d groups? with \d+ files/);
  await stage.showsImages(6);
  await stage.tidy();
}

async function showMeasurement(stage: Stage): Promise<void> {
  await stage.choose(['photos'], 'Measure Worker Speed...', 'Large 1920');
  await stage.shows(/recommended/i);
  await stage.tidy();
}

/** Several runs on record, one that is paused, and two that wait. */
async function showViews(stage: Stage): Promise<void> {
  await stage.resizeInto('resized', 'Large 1920', ['photos/alps']);
  await stage.shows(/6 of 6 files done in/);
  await stage.choose(['screenshots', 'icons'], 'Optimize Images...', /^Lossless/, 'Beside the originals');
  await stage.shows('Optimize Images');
  await stage.shows(/4 files done in/);
  await stage.choose(['photos/coast'], 'Crop Images...', '1:1', 'Beside the originals');
  await stage.shows(/^Crop/);
  await stage.shows(/6 of 6 files done in/);
  await stage.choose(['photos'], 'Convert Images...', /^WebP/, /^Automatic/, 'Beside the originals');
  await stage.shows('Convert to WebP');
  // Soon, since thumbnails of outputs are not made while the run is paused.
  await stage.panel.getByRole('row', { name: /Done/ }).first().waitFor({ timeout: 60_000 });
  await stage.press('Pause');
  await stage.choose(['icons'], 'Resize Images...', 'Thumbnail 300', 'Beside the originals');
  await stage.choose(['screenshots'], 'Resize Images...', 'Small 640', 'Beside the originals');
  await stage.side.open();
  await stage.tidy();
}

const scenes: readonly Scene[] = [
  { name: 'panel', viewport, act: showPanel },
  { name: 'gallery', viewport, act: showGallery },
  { name: 'comparison', viewport, act: showComparison },
  { name: 'tuning', viewport, act: showTuning },
  { name: 'filters', viewport, act: showFilters },
  { name: 'duplicates', viewport, fill: addCopies, act: showDuplicates },
  { name: 'measurement', viewport, settings: { 'assetmill.workers': 4 }, act: showMeasurement },
  { name: 'views', viewport, settings: { 'assetmill.workers': 1 }, act: showViews },
];

/** The views of Assetmill, for README.md and docs/tour.md. */
export const tour: SceneSet = { folder: 'docs/images', scenes, themes: ['light', 'dark'], maxBytes: 80_000 };
