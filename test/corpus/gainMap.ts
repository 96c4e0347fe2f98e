import { landscapeScene } from './photos';

/**
 * An HDR photo: a JPEG with a second one behind it, the gain map. Sources: Ultra HDR Image Format v1.1 (Android) for the XMP,
 * CIPA DC-007 (Multi-Picture Format) for the list of images.
 */

function segment(marker: number, data: Buffer): Buffer {
  const head = Buffer.from([0xff, marker, 0, 0]);
  head.writeUInt16BE(data.length + 2, 2);
  return Buffer.concat([head, data]);
}

function xmpSegment(attributes: string, content = ''): Buffer {
  const packet = `<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description
    xmlns:Container="http://ns.google.com/photos/1.0/container/" xmlns:Item="http://ns.google.com/photos/1.0/container/item/"
    xmlns:hdrgm="http://ns.adobe.com/hdr-gain-map/1.0/" hdrgm:Version="1.0" ${attributes}>${content}</rdf:Description></rdf:RDF></x:xmpmeta>`;
  return segment(0xe1, Buffer.from(`http://ns.adobe.com/xap/1.0/\0${packet}`));
}

function directory(mapLength: number): string {
  const item = (semantic: string, rest = '') =>
    `<rdf:li rdf:parseType="Resource"><Container:Item Item:Semantic="${semantic}" Item:Mime="image/jpeg"${rest}/></rdf:li>`;
  const items = item('Primary') + item('GainMap', ` Item:Length="${mapLength}"`);
  return `<Container:Directory><rdf:Seq>${items}</rdf:Seq></Container:Directory>`;
}

/** Bytes of the list of images with its segment's marker and length. */
const listBytes = 4 + 4 + 8 + 2 + 3 * 12 + 4 + 2 * 16;

/** The list of two images; the second one's offset counts from the byte order mark. */
function imageList(primaryLength: number, mapLength: number, markAt: number): Buffer {
  const data = Buffer.alloc(listBytes - 4);
  data.write('MPF\0II*\0', 'latin1');
  data.writeUInt32LE(8, 8);
  data.writeUInt16LE(3, 12);
  const entry = (at: number, tag: number, type: number, count: number) => {
    data.writeUInt16LE(tag, at);
    data.writeUInt16LE(type, at + 2);
    data.writeUInt32LE(count, at + 4);
    return at + 8;
  };
  data.write('0100', entry(14, 0xb000, 7, 4), 'latin1');
  data.writeUInt32LE(2, entry(26, 0xb001, 4, 1));
  data.writeUInt32LE(50, entry(38, 0xb002, 7, 32));
  data.writeUInt32LE(0x030000, 54);
  data.writeUInt32LE(primaryLength, 58);
  data.writeUInt32LE(mapLength, 74);
  data.writeUInt32LE(primaryLength - markAt, 78);
  return segment(0xe2, data);
}

export async function gainMapJpeg(): Promise<Buffer> {
  const primary = await landscapeScene().jpeg({ quality: 90 }).toBuffer();
  const map = await landscapeScene().resize(30, 20).grayscale().toColorspace('b-w').jpeg().toBuffer();
  const parameters = 'hdrgm:GainMapMax="2" hdrgm:HDRCapacityMin="0" hdrgm:HDRCapacityMax="2" hdrgm:BaseRenditionIsHDR="False"';
  const fullMap = Buffer.concat([map.subarray(0, 2), xmpSegment(parameters), map.subarray(2)]);
  const xmp = xmpSegment('', directory(fullMap.length));
  const length = primary.length + xmp.length + listBytes;
  const list = imageList(length, fullMap.length, 2 + xmp.length + 8);
  return Buffer.concat([primary.subarray(0, 2), xmp, list, primary.subarray(2), fullMap]);
}
