import { createReadStream, createWriteStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import {
  CopyObjectCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  type HeadObjectCommandOutput,
  ListObjectsV2Command,
  PutObjectCommand,
  type PutObjectCommandInput,
  type S3Client,
} from '@aws-sdk/client-s3';
import { Upload } from '@aws-sdk/lib-storage';
import type { BucketPrefix } from '../../shared/protocol/bucketUrl';
import { ConditionError, MissingError, storageError } from './storageError';

/** An object as a list has it. Its path is its key without the prefix. */
export interface ListedObject {
  readonly path: string;
  /** Without quotation marks. */
  readonly etag: string;
  readonly size: number;
  readonly modifiedMs: number;
}

/** An object as it describes itself. */
export interface HeldObject extends ListedObject {
  /** What its writer recorded with it. */
  readonly metadata: Readonly<Record<string, string>>;
  /** Headers that a copy keeps. */
  readonly headers: Pick<
    PutObjectCommandInput,
    'ContentType' | 'CacheControl' | 'ContentDisposition' | 'ContentEncoding' | 'ContentLanguage'
  >;
}

/** What must be at a path when it is written: nothing, or this object. */
export type Condition = 'absent' | { readonly etag: string };

/** What is written, and with what. */
export interface PutOptions extends Partial<Pick<HeldObject, 'headers'>> {
  readonly condition: Condition;
  /** SHA-256 of all bytes, in hex. */
  readonly sha256: string;
  readonly metadata?: Readonly<Record<string, string>>;
}

/** Larger files are sent in parts. */
export const partBytes = 16 * 1024 * 1024;
/** Most parts that an object can have. */
const mostParts = 10_000;
/** Attempts at a write that another one to the same object came between, and the time before the second one, in ms. */
const [conflictAttempts, conflictMs] = [6, 50];

const quoted = (etag: string) => `"${etag}"`;
const bare = (etag: string | undefined) => (etag ?? '').replace(/^W\//, '').replace(/^"|"$/g, '');

function conditionHeaders(condition: Condition): Pick<PutObjectCommandInput, 'IfMatch' | 'IfNoneMatch'> {
  return condition === 'absent' ? { IfNoneMatch: '*' } : { IfMatch: quoted(condition.etag) };
}

/** The objects of a bucket below a prefix. There is no path that leads to another one. */
export class Bucket {
  constructor(
    readonly client: S3Client,
    readonly place: BucketPrefix,
  ) {}

  /** An address as people know it. */
  shown(path = ''): string {
    return `s3://${this.place.bucket}/${this.place.prefix}${path}`;
  }

  #object(path: string): { readonly Bucket: string; readonly Key: string } {
    return { Bucket: this.place.bucket, Key: this.place.prefix + path };
  }

  /** @throws see {@link storageError} */
  async #ask<Answer>(path: string, ask: () => Promise<Answer>): Promise<Answer> {
    try {
      return await ask();
    } catch (error) {
      throw storageError(error, this.shown(path));
    }
  }

  /** All objects, in the order of their keys, in batches. */
  async *list(): AsyncGenerator<readonly ListedObject[]> {
    const { bucket, prefix } = this.place;
    let token: string | undefined;
    do {
      const from = token;
      const page = await this.#ask('', () =>
        this.client.send(
          new ListObjectsV2Command({ Bucket: bucket, Prefix: prefix, ...(from !== undefined && { ContinuationToken: from }) }),
        ),
      );
      yield (page.Contents ?? []).map(({ Key = '', ETag, Size = 0, LastModified }) => ({
        path: Key.slice(prefix.length),
        etag: bare(ETag),
        size: Size,
        modifiedMs: LastModified?.getTime() ?? 0,
      }));
      token = page.IsTruncated ? page.NextContinuationToken : undefined;
    } while (token !== undefined);
  }

  /** An object without its bytes; undefined if there is none. */
  async head(path: string): Promise<HeldObject | undefined> {
    try {
      return await this.#ask(path, async () => heldObject(path, await this.client.send(new HeadObjectCommand(this.#object(path)))));
    } catch (error) {
      if (error instanceof MissingError) return undefined;
      throw error;
    }
  }

  async #open(path: string, etag: string | undefined, range?: string): Promise<{ readonly body: Readable; readonly object: HeldObject }> {
    const answer = await this.#ask(path, () =>
      this.client.send(
        new GetObjectCommand({
          ...this.#object(path),
          ...(etag !== undefined && { IfMatch: quoted(etag) }),
          ...(range === undefined ? { ChecksumMode: 'ENABLED' } : { Range: range }),
        }),
      ),
    );
    const object = heldObject(path, answer);
    // A server that does not know the condition.
    if (etag !== undefined && object.etag !== etag) {
      (answer.Body as Readable).destroy();
      throw new ConditionError(`${this.shown(path)} changed.`);
    }
    return { body: answer.Body as Readable, object };
  }

  /** The bytes of an object. @param range only those from the first to the last one */
  async bytes(path: string, etag: string, range?: { readonly first: number; readonly last: number }): Promise<Buffer> {
    const { body } = await this.#open(path, etag, range && `bytes=${range.first}-${range.last}`);
    return this.#ask(path, () => buffer(body));
  }

  /**
   * Saves an object as a file.
   * @param etag of the object that is wanted; without it, whichever is there
   * @throws ConditionError when there is another one, MissingError when there is none
   */
  async download(path: string, etag: string | undefined, file: string): Promise<HeldObject> {
    const { body, object } = await this.#open(path, etag);
    await this.#ask(path, () => pipeline(body, createWriteStream(file)));
    return object;
  }

  /** Writes a file as an object, whole or not at all. @returns its ETag @throws ConditionError, MissingError */
  async put(path: string, file: string, size: number, options: PutOptions): Promise<string> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await this.#ask(path, () =>
          size > partBytes ? this.#putParts(path, file, size, options) : this.#putWhole(path, file, options),
        );
      } catch (error) {
        // Another write to the same object was in progress: it decides whether the condition holds.
        if (!(error instanceof ConditionError && error.message.endsWith('ConditionalRequestConflict')) || attempt === conflictAttempts)
          throw error;
        await new Promise((resolve) => setTimeout(resolve, conflictMs * 2 ** attempt));
      }
    }
  }

  async #putWhole(path: string, file: string, { condition, sha256, metadata = {}, headers }: PutOptions): Promise<string> {
    const { ETag } = await this.client.send(
      new PutObjectCommand({
        ...headers,
        ...this.#object(path),
        ...conditionHeaders(condition),
        Body: await readFile(file),
        ChecksumSHA256: Buffer.from(sha256, 'hex').toString('base64'),
        Metadata: { ...metadata },
      }),
    );
    return bare(ETag);
  }

  async #putParts(path: string, file: string, size: number, { condition, metadata = {}, headers }: PutOptions): Promise<string> {
    const upload = new Upload({
      client: this.client,
      // The condition counts when the parts are put together. Each has a checksum of its own.
      params: {
        ...headers,
        ...this.#object(path),
        ...conditionHeaders(condition),
        Body: createReadStream(file),
        ChecksumAlgorithm: 'SHA256',
        Metadata: { ...metadata },
      },
      partSize: Math.max(partBytes / 2, Math.ceil(size / mostParts)),
      queueSize: 4,
    });
    const { ETag } = await upload.done();
    return bare(ETag);
  }

  /** Copies an object within the storage. @returns the ETag of the copy @throws ConditionError, MissingError */
  copy(from: string, to: string, etag: string): Promise<string> {
    const { Bucket: bucket, Key } = this.#object(from);
    const source = `${bucket}/${Key.split('/').map(encodeURIComponent).join('/')}`;
    return this.#ask(from, async () => {
      const { CopyObjectResult } = await this.client.send(
        new CopyObjectCommand({ ...this.#object(to), CopySource: source, CopySourceIfMatch: quoted(etag) }),
      );
      return bare(CopyObjectResult?.ETag);
    });
  }

  /** Deletes an object, if it is this one. @throws ConditionError */
  async delete(path: string, etag: string): Promise<void> {
    const held = await this.head(path);
    if (held === undefined) return;
    // Few servers know the condition, so it is asked before, too.
    if (held.etag !== etag) throw new ConditionError(`${this.shown(path)} changed.`);
    await this.#ask(path, () => this.client.send(new DeleteObjectCommand({ ...this.#object(path), IfMatch: quoted(etag) })));
  }
}

/** What answers about an object have in common. */
type ObjectAnswer = Pick<HeadObjectCommandOutput, 'ETag' | 'ContentLength' | 'LastModified' | 'Metadata' | keyof HeldObject['headers']>;

function heldObject(path: string, answer: ObjectAnswer): HeldObject {
  const { ETag, ContentLength = 0, LastModified, Metadata = {} } = answer;
  const { ContentType, CacheControl, ContentDisposition, ContentEncoding, ContentLanguage } = answer;
  return {
    path,
    etag: bare(ETag),
    size: ContentLength,
    modifiedMs: LastModified?.getTime() ?? 0,
    metadata: Metadata,
    headers: { ContentType, CacheControl, ContentDisposition, ContentEncoding, ContentLanguage },
  };
}
