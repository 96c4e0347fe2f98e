import * as l10n from '@vscode/l10n';
import type { Sharp } from 'sharp';
import type { OutputRecipe } from '../../shared/recipe/recipe';
import type { ColorProfile, MetadataPolicy } from '../../shared/recipe/schema/profileChoices';
import type { MetadataKind, SourceHeader } from '../../shared/run/run';
import type { OutputFormat } from '../../shared/values/formats';
import { keepsMetadata } from '../metadata/wantedMetadata';
import type { ImageState } from '../operations';
import { bitsPerSample, profiledTarget, type Space, withColors, withProfile } from './colorSpaces';
import { type EncoderContext, withEncoder } from './encoders';
import { capabilitiesOf } from './formatCapabilities';
import { colorNotes, metadataNotes, policyNotes } from './lossNotes';

/** Adds to a pipeline what comes after the steps: colors, transparency, metadata and the encoder. */

/** What is encoded, and how. */
export interface EncodeOptions {
  readonly output: OutputRecipe;
  readonly format: OutputFormat;
  readonly source: SourceHeader;
  /** The source with only the metadata that is kept; see `wantedHeader`. */
  readonly wanted: SourceHeader;
  /** The image after the steps. */
  readonly state: ImageState;
  /** The color space of the pipeline, if it is no longer that of the image; see `convertible`. */
  readonly space?: string;
  readonly colorProfile: ColorProfile;
  readonly metadata: MetadataPolicy;
  readonly timing?: EncoderContext['timing'];
}

/** A pipeline that is ready to write, and notes on what the file will have lost. */
export interface EncodedPipeline {
  readonly image: Sharp;
  readonly notes: readonly string[];
}

/** Formats that hold neither metadata nor a profile. */
const bareFormats: ReadonlySet<OutputFormat> = new Set(['gif', 'ico', 'bmp', 'qoi']);
/** Formats that are written without a profile. libjxl in WebAssembly takes all colors for sRGB. */
export const profilelessFormats: ReadonlySet<OutputFormat> = new Set([...bareFormats, 'jxl']);

/**
 * Whether sharp keeps all metadata, including blocks that are unknown here and may hold IPTC: only when nothing is removed.
 * There is no other way to keep IPTC, and none at all for gray that loses its profile.
 */
function canKeepAll({ source, metadata, colorProfile }: EncodeOptions, target: Space | undefined): boolean {
  const gray = target === 'b-w' || target === 'grey16';
  return metadata === 'keep' && !(colorProfile === 'strip' && gray && source.metadata.includes('icc'));
}

/** Makes sharp keep the wanted metadata. @param all whether everything is kept except the profile, which is up to `withProfile` */
function withMetadata(image: Sharp, header: SourceHeader, all: boolean): Sharp {
  if (!keepsMetadata(header)) return image;
  if (all) return image.keepMetadata();
  const keepers = { icc: () => image.keepIccProfile(), exif: () => image.keepExif(), xmp: () => image.keepXmp() };
  for (const [kind, keep] of Object.entries(keepers)) if (header.metadata.includes(kind as MetadataKind)) keep();
  return image;
}

export function encodePipeline(image: Sharp, options: EncodeOptions): EncodedPipeline {
  const { output, format, source, wanted, state, space = state.space, colorProfile, timing } = options;
  const capabilities = capabilitiesOf(format, output);
  const isBare = bareFormats.has(format);
  const lacksProfile = profilelessFormats.has(format);
  const policy = lacksProfile ? 'strip' : colorProfile;
  const target = profiledTarget(policy, space, capabilities);
  const colors = { space, hasProfile: source.metadata.includes('icc') };
  const all = canKeepAll({ ...options, colorProfile: policy }, target);
  const kept = isBare ? image : withMetadata(image, wanted, all);
  const profiled = withProfile(withColors(kept, colors, target), policy, colors, target);
  const result = state.alpha && !capabilities.alpha ? profiled.flatten({ background: output.background ?? '#fff' }) : profiled;
  const bits = bitsPerSample(target, capabilities);
  const notes = [
    ...colorNotes({ header: source, state, output, capabilities, bits }),
    ...policyNotes({ header: source, policy: colorProfile, capabilities, isBare: lacksProfile }),
    ...metadataNotes(wanted, format, capabilities.name),
  ];
  if (!all && wanted.metadata.includes('iptc') && !isBare) notes.push(l10n.t('IPTC was removed with the color profile.'));
  const context = { bits, ...(wanted.density !== undefined && { density: wanted.density }), ...(timing && { timing }) };
  return { image: withEncoder(result, format, output, context), notes };
}
