/**
 * Names that some tools write in a line of their own, above a line with nothing but the digest: `# photo.jpg`, `; photo.jpg`,
 * `// photo.jpg`, `#md5#photo.jpg#2008.02.13@14:21` (corz checksum), or `SHA256 hash of photo.jpg:` (certutil).
 */

const certutilLine = /^\S+ hash of (?:file )?(.+):$/i;
const corzLine = /^#[a-z][\w-]*#([^#]+)#/i;
// A single word with an extension. Several words may be a sentence, and a word without one may be anything.
const plainComment = /^(?:#|;|\/\/)[ \t]*(\S*[^\s.]\.[a-z0-9]{1,10})[ \t]*$/i;
const address = /^[a-z]+:\/\/|^www\.|@/i;

/** A name in a line above a digest. */
export interface CommentedName {
  readonly name: string;
  /** Whether the form of the line leaves no doubt that it names the file of the digest. */
  readonly isCertain: boolean;
}

/** The file that a line names for the digest on the next line; undefined if it may mean anything else. */
export function nameInComment(line: string): CommentedName | undefined {
  const certain = certutilLine.exec(line) ?? corzLine.exec(line);
  const name = (certain ?? plainComment.exec(line))?.[1]?.trim();
  return name === undefined || address.test(name) ? undefined : { name, isCertain: certain !== null };
}

/** Whether a line is what certutil writes above or below a digest. */
export function isCertutilText(line: string): boolean {
  return certutilLine.test(line) || /^CertUtil: /i.test(line);
}

/** The digest in a line, which older versions of certutil write in groups: `d4 1d 8c ...`. */
export function groupedDigest(line: string): string | undefined {
  return /^[0-9a-f]{2}(?: [0-9a-f]{2}){3,}$/i.test(line.trim()) ? line.replace(/\s/g, '') : undefined;
}
