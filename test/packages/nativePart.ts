/** What a native library says in its header about where it runs. */

export interface NativePart {
  readonly os: 'linux' | 'darwin' | 'win32';
  readonly cpu: string;
  /** The C library that it is linked with, on Linux. */
  readonly libc?: 'glibc' | 'musl';
}

/** Processors by their numbers: ELF's `e_machine`, Mach-O's `cputype`, PE's `Machine`. */
const elfMachines: Readonly<Record<number, string>> = { 62: 'x64', 183: 'arm64' };
const machTypes: Readonly<Record<number, string>> = { 16777223: 'x64', 16777228: 'arm64' };
const peMachines: Readonly<Record<number, string>> = { 34404: 'x64', 43620: 'arm64' };

const [dynamicSegment, loadSegment] = [2, 1];
const [needed, stringTable] = [1, 5];

interface Segment {
  readonly type: number;
  readonly offset: number;
  readonly address: number;
  readonly bytes: number;
}

function segmentsOf(elf: Buffer): Segment[] {
  const [start, size, count] = [Number(elf.readBigUInt64LE(32)), elf.readUInt16LE(54), elf.readUInt16LE(56)];
  return Array.from({ length: count }, (_, index) => {
    const at = start + index * size;
    const long = (offset: number) => Number(elf.readBigUInt64LE(at + offset));
    return { type: elf.readUInt32LE(at), offset: long(8), address: long(16), bytes: long(32) };
  });
}

/** The libraries that a 64-bit ELF file needs. System V ABI, chapter 5. */
function neededLibraries(elf: Buffer): string[] {
  const segments = segmentsOf(elf);
  const dynamic = segments.find(({ type }) => type === dynamicSegment);
  if (!dynamic) return [];
  const tags: [tag: number, value: number][] = [];
  for (let at = dynamic.offset; at < dynamic.offset + dynamic.bytes; at += 16)
    tags.push([Number(elf.readBigUInt64LE(at)), Number(elf.readBigUInt64LE(at + 8))]);
  const address = tags.find(([tag]) => tag === stringTable)?.[1] ?? 0;
  const holder = segments.find((each) => each.type === loadSegment && each.address <= address && address < each.address + each.bytes);
  const strings = address - (holder?.address ?? 0) + (holder?.offset ?? 0);
  const textAt = (offset: number) => elf.toString('latin1', strings + offset, elf.indexOf(0, strings + offset));
  return tags.flatMap(([tag, value]) => (tag === needed ? [textAt(value)] : []));
}

function libcOf(elf: Buffer): 'glibc' | 'musl' | undefined {
  const libraries = neededLibraries(elf);
  if (libraries.some((name) => name.startsWith('libc.musl-'))) return 'musl';
  return libraries.some((name) => name === 'libc.so.6') ? 'glibc' : undefined;
}

/** Undefined for a file that is no native library. */
export function nativePartOf(bytes: Buffer): NativePart | undefined {
  if (bytes.length < 64) return undefined;
  const start = bytes.readUInt32BE(0);
  if (start === 0x7f454c46) {
    const libc = libcOf(bytes);
    return { os: 'linux', cpu: elfMachines[bytes.readUInt16LE(18)] ?? 'unknown', ...(libc && { libc }) };
  }
  if (start === 0xcffaedfe) return { os: 'darwin', cpu: machTypes[bytes.readUInt32LE(4)] ?? 'unknown' };
  if (start === 0xcafebabe) return { os: 'darwin', cpu: 'several' };
  const head = bytes.readUInt32LE(60);
  const isProgram = bytes.toString('latin1', 0, 2) === 'MZ' && bytes.toString('latin1', head, head + 4) === 'PE\0\0';
  return isProgram ? { os: 'win32', cpu: peMachines[bytes.readUInt16LE(head + 4)] ?? 'unknown' } : undefined;
}
