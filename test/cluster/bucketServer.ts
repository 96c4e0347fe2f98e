import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type IncomingMessage, request, type Server, type ServerResponse } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { DeleteObjectCommand, GetObjectCommand, HeadObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { signatureError } from './bucketSignature';

const load = createRequire(import.meta.url);

/** The parts of the package that have no types. */
interface S3rverModule {
  new (options: object): Backend;
}

interface Backend {
  readonly store: {
    listObjects(bucket: string, options: { readonly prefix: string }): Promise<{ readonly objects: readonly StoredObject[] }>;
  };
  run(): Promise<AddressInfo>;
  close(): Promise<void>;
}

interface StoredObject {
  readonly key: string;
  readonly size: number;
  readonly lastModifiedDate: Date;
  readonly metadata: { readonly etag: string };
}

/** A request that the server has got and not answered yet. */
export interface BucketRequest {
  readonly method: string;
  readonly key: string;
  /** `PUT`, `PUT copy`, `PUT part`, `POST complete`, `GET list`, ... */
  readonly kind: string;
}

export const accessKey = 'AKIDASSETMILLTEST';
export const secretKey = 'keepThisToYourself0123456789abcdefABCDEF';

/**
 * An S3 server. It is s3rver from npm, which knows no conditional writes, checks no checksums, computes other signatures for some paths,
 * and cannot continue a list without a cipher that is gone from OpenSSL; so a server in front of it does that, as Amazon's does. What a
 * client sends and gets is real, and nothing of the code under test is replaced.
 */
export class BucketServer {
  readonly #folder = mkdtempSync(join(tmpdir(), 'assetmill-s3-'));
  readonly #last = new Map<string, Promise<unknown>>();
  readonly counts: Record<string, number> = {};
  /** Called when a request has been carried out, before it is answered. The answer waits for it; `drop` cuts the connection. */
  onDone: (request: BucketRequest) => Promise<'drop' | undefined> | undefined = () => undefined;
  /** Called before a request is carried out. */
  onRequest: (request: BucketRequest) => Promise<void> | undefined = () => undefined;
  /** Keys that lists have although the backend, which keeps objects as files, cannot hold them. */
  readonly listed: string[] = [];
  /** Whether conditions are looked at. */
  isConditional = true;
  readonly #server: Server;
  #backend: Backend | undefined;
  #port = 0;
  client = new S3Client({});

  constructor(readonly bucket: string) {
    this.#server = createServer((incoming, answer) => void this.#serve(incoming, answer).catch(() => answer.destroy()));
  }

  async start(): Promise<void> {
    const S3rver = load('@20minutes/s3rver') as S3rverModule;
    (
      load('@20minutes/s3rver/lib/models/account') as { DUMMY_ACCOUNT: { createKeyPair(key: string, secret: string): void } }
    ).DUMMY_ACCOUNT.createKeyPair(accessKey, secretKey);
    this.#backend = new S3rver({
      port: 0,
      address: '127.0.0.1',
      silent: true,
      allowMismatchedSignatures: true,
      directory: this.#folder,
      configureBuckets: [{ name: this.bucket }],
    });
    this.#port = (await this.#backend.run()).port;
    const credentials = { accessKeyId: accessKey, secretAccessKey: secretKey };
    this.client = new S3Client({
      region: 'us-east-1',
      endpoint: `http://127.0.0.1:${this.#port}`,
      forcePathStyle: true,
      credentials,
      requestChecksumCalculation: 'WHEN_REQUIRED',
    });
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
  }

  /** The variables that a program needs to use it. */
  get env(): Record<string, string> {
    return {
      AWS_ENDPOINT_URL_S3: `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`,
      AWS_ACCESS_KEY_ID: accessKey,
      AWS_SECRET_ACCESS_KEY: secretKey,
      AWS_REGION: 'us-east-1',
      AWS_CONFIG_FILE: '/dev/null',
      AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
      AWS_EC2_METADATA_DISABLED: 'true',
    };
  }

  /** A client that gets what this server answers. */
  connect(): S3Client {
    return new S3Client({
      region: 'us-east-1',
      endpoint: this.env.AWS_ENDPOINT_URL_S3 as string,
      forcePathStyle: true,
      credentials: { accessKeyId: accessKey, secretAccessKey: secretKey },
      requestChecksumCalculation: 'WHEN_REQUIRED',
      responseChecksumValidation: 'WHEN_REQUIRED',
    });
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
    await this.#backend?.close();
    this.client.destroy();
    rmSync(this.#folder, { recursive: true, force: true });
  }

  /** Writes an object as somebody else does. */
  async write(key: string, body: Buffer | string, metadata: Record<string, string> = {}): Promise<string> {
    const { ETag } = await this.client.send(new PutObjectCommand({ Bucket: this.bucket, Key: key, Body: body, Metadata: metadata }));
    return ETag ?? '';
  }

  /** Deletes an object as somebody else does. */
  async remove(key: string): Promise<void> {
    await this.client.send(new DeleteObjectCommand({ Bucket: this.bucket, Key: key }));
  }

  async read(key: string): Promise<Buffer | undefined> {
    try {
      const { Body } = await this.client.send(new GetObjectCommand({ Bucket: this.bucket, Key: key }));
      return Buffer.from((await Body?.transformToByteArray()) ?? []);
    } catch (error) {
      if ((error as { $metadata?: { httpStatusCode?: number } }).$metadata?.httpStatusCode === 404) return undefined;
      throw error;
    }
  }

  async keys(prefix = ''): Promise<string[]> {
    const { objects = [] } = (await this.#backend?.store.listObjects(this.bucket, { prefix })) ?? {};
    return objects.map(({ key }) => key).sort();
  }

  async #serve(incoming: IncomingMessage, answer: ServerResponse): Promise<void> {
    const body = await buffer(incoming);
    const { pathname, searchParams } = new URL(incoming.url ?? '/', 'http://server');
    const [bucket = '', ...parts] = pathname.slice(1).split('/').map(decodeURIComponent);
    const key = parts.join('/');
    const method = incoming.method ?? 'GET';
    const kind = [method, kindOf(searchParams, incoming)].filter((part) => part !== '').join(' ');
    this.counts[kind] = (this.counts[kind] ?? 0) + 1;
    const asked = { method, key, kind };
    const error = signatureError(incoming, new Map([[accessKey, secretKey]]));
    if (error !== undefined) {
      const { status, headers, content } = refusal(403, error);
      answer.writeHead(status, headers).end(content);
      return;
    }
    await this.onRequest(asked);
    // One request to an object at a time: so a condition holds until the request is carried out.
    const turn = (this.#last.get(key) ?? Promise.resolve()).then(async () => {
      const refusal = bucket === this.bucket ? await this.#refusal(incoming, { ...asked, body }) : undefined;
      if (kind === 'GET list' && !refusal) return this.#list(searchParams);
      return refusal ?? this.#forward(incoming, body);
    });
    this.#last.set(
      key,
      turn.catch(() => {}),
    );
    const { status, headers, content } = await turn;
    if ((await this.onDone(asked)) === 'drop') {
      answer.destroy();
      return;
    }
    answer.writeHead(status, headers).end(content);
  }

  async #refusal({ headers }: IncomingMessage, { kind, key, body }: BucketRequest & { body: Buffer }): Promise<Answer | undefined> {
    const checksum = headers['x-amz-checksum-sha256'];
    if (checksum !== undefined && kind.startsWith('PUT') && checksum !== createHash('sha256').update(body).digest('base64'))
      return refusal(400, 'BadDigest');
    if (!this.isConditional || kind === 'PUT part') return undefined;
    const copied = headers['x-amz-copy-source-if-match'];
    if (copied !== undefined) {
      const source = decodeURIComponent(String(headers['x-amz-copy-source']).replace(/^\//, '')).slice(this.bucket.length + 1);
      const etag = await this.#etag(source);
      if (etag === undefined) return refusal(404, 'NoSuchKey');
      if (etag !== copied) return refusal(412, 'PreconditionFailed');
    }
    const { 'if-match': match, 'if-none-match': noneMatch } = headers;
    if (match === undefined && noneMatch === undefined) return undefined;
    const etag = await this.#etag(key);
    if (noneMatch === '*' && etag !== undefined) return refusal(412, 'PreconditionFailed');
    if (match !== undefined && etag === undefined) return refusal(404, 'NoSuchKey');
    if (match !== undefined && match !== etag) return refusal(412, 'PreconditionFailed');
    return undefined;
  }

  async #etag(key: string): Promise<string | undefined> {
    const held = await this.client
      .send(new HeadObjectCommand({ Bucket: this.bucket, Key: key }))
      .catch((error: { $metadata?: { httpStatusCode?: number } }) => {
        if (error.$metadata?.httpStatusCode === 404) return undefined;
        throw error;
      });
    return held?.ETag;
  }

  /** A page of a list (ListObjectsV2). */
  async #list(query: URLSearchParams): Promise<Answer> {
    const prefix = query.get('prefix') ?? '';
    const { objects = [] } = (await this.#backend?.store.listObjects(this.bucket, { prefix })) ?? {};
    const more = this.listed.map((key) => ({ key, size: 1, lastModifiedDate: new Date(), metadata: { etag: '"1"' } }));
    const all = [...objects, ...more].sort((a, b) => Buffer.compare(Buffer.from(a.key), Buffer.from(b.key)));
    const from = Number(query.get('continuation-token') ?? 0);
    const page = all.slice(from, from + pageObjects);
    const isTruncated = from + pageObjects < all.length;
    const entries = page.map(
      ({ key, size, lastModifiedDate, metadata }) =>
        `<Contents><Key>${escaped(key)}</Key><LastModified>${lastModifiedDate.toISOString()}</LastModified><ETag>${escaped(metadata.etag)}</ETag><Size>${size}</Size></Contents>`,
    );
    const next = isTruncated ? `<NextContinuationToken>${from + pageObjects}</NextContinuationToken>` : '';
    return xml(200, `<ListBucketResult><IsTruncated>${isTruncated}</IsTruncated>${next}${entries.join('')}</ListBucketResult>`);
  }

  #forward({ method, url, headers }: IncomingMessage, body: Buffer): Promise<Answer> {
    return new Promise((resolve, reject) => {
      const forwarded = request({ host: '127.0.0.1', port: this.#port, method, path: url, headers }, (answer) => {
        buffer(answer).then((content) => resolve({ status: answer.statusCode ?? 500, headers: answer.headers, content }), reject);
      });
      forwarded.on('error', reject).end(body);
    });
  }
}

interface Answer {
  readonly status: number;
  readonly headers: Record<string, string | string[] | undefined>;
  readonly content: Buffer;
}

/** Most objects of a page, as in Amazon's. */
const pageObjects = 1000;

function escaped(text: string): string {
  return text.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);
}

function xml(status: number, text: string): Answer {
  const content = Buffer.from(`<?xml version="1.0" encoding="UTF-8"?>\n${text}`);
  return { status, headers: { 'content-type': 'application/xml', 'content-length': String(content.length) }, content };
}

function refusal(status: number, code: string): Answer {
  return xml(status, `<Error><Code>${code}</Code><Message>${code}</Message></Error>`);
}

function kindOf(query: URLSearchParams, { headers }: IncomingMessage): string {
  if (query.has('list-type')) return 'list';
  if (query.has('partNumber')) return 'part';
  if (query.has('uploads')) return 'begin';
  if (query.has('uploadId')) return 'complete';
  return headers['x-amz-copy-source'] === undefined ? '' : 'copy';
}
