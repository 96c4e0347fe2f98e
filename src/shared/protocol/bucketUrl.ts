/** Addresses of objects in S3-compatible storage: `s3://bucket/prefix`. */

/** Objects whose keys start alike. */
export interface BucketPrefix {
  readonly bucket: string;
  /** Empty, or with `/` at its end. */
  readonly prefix: string;
}

/** Whether a text is meant as the address of a bucket. */
export function isBucketUrl(text: string): boolean {
  return text.startsWith('s3://');
}

/** The bucket and the prefix in `s3://bucket/prefix`; undefined for anything else. */
export function parseBucketUrl(text: string): BucketPrefix | undefined {
  const [, bucket, prefix = ''] = /^s3:\/\/([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])(?:\/(.*))?$/s.exec(text) ?? [];
  if (bucket === undefined) return undefined;
  return { bucket, prefix: prefix === '' || prefix.endsWith('/') ? prefix : `${prefix}/` };
}

/** A name for a bucket and a prefix that keys and folders can have, and that no other ones have, even where case does not matter. */
export function bucketName({ bucket, prefix }: BucketPrefix): string {
  const encoded = prefix.replace(/[^a-z0-9-]/gu, (character) => `_${character.codePointAt(0)?.toString(16)}_`);
  return `s3.${bucket}${encoded === '' ? '' : `.${encoded}`}`;
}

/** The address of a bucket and a prefix, with `/` at its end. */
export function bucketUrl({ bucket, prefix }: BucketPrefix): string {
  return `s3://${bucket}/${prefix}`;
}
