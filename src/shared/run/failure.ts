/** Why a file was not processed. The code is for programs, the message for people: the cause and, if there is one, the remedy. */
export interface Failure {
  readonly code: FailureCode;
  readonly message: string;
  /** The usual extension in capitals, where it is the format of the file that is not supported. */
  readonly format?: string;
}

export const failureCodes = [
  'vanished',
  'changed',
  'not-a-file',
  'empty',
  'git-lfs-pointer',
  'not-an-image',
  'mislabeled',
  'unsupported',
  'truncated',
  'corrupt',
  'too-many-pixels',
  'too-large',
  'read-only-format',
  'metadata-kept',
  'decoder-missing',
  'too-small',
  'animation-lost',
  'pages-lost',
  'drawing',
  'outside-image',
  'watermark',
  'recipe',
  'digest-differs',
  'not-listed',
  'not-compared',
  'too-many-bytes',
  'permission',
  'disk-full',
  'read-only',
  'name-too-long',
  'target-exists',
  'outside',
  'target-is-source',
  'already-fits',
  'up-to-date',
  'larger',
  'check-failed',
  'backup-failed',
  'timeout',
  'crashed',
  'canceled',
  'input-output',
  'internal',
] as const;
export type FailureCode = (typeof failureCodes)[number];

/** What a failure may say besides its message. */
export interface FailureOptions extends ErrorOptions, Pick<Failure, 'format'> {
  /** Whether it rests on the word of the image library, which may concern another image in progress: see `SoloGate`. */
  readonly doubtful?: boolean;
}

/** A failure as an exception. Its `message` is for people. */
export class FailureError extends Error implements Failure {
  override readonly name = 'FailureError';
  declare readonly format?: string;
  declare readonly doubtful?: boolean;

  constructor(
    readonly code: FailureCode,
    message: string,
    options: FailureOptions = {},
  ) {
    super(message, options);
    if (options.format !== undefined) this.format = options.format;
    if (options.doubtful === true) this.doubtful = true;
  }
}
