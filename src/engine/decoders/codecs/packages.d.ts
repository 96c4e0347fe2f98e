// Modules of packages that bring no types of their own.

declare module 'icodec/jxl-dec' {
  const create: (options: object) => Promise<import('./codecs').JxlDecoder>;
  export default create;
}
declare module 'icodec/jxl-enc' {
  const create: (options: object) => Promise<import('./codecs').JxlEncoder>;
  export default create;
}
declare module '@cornerstonejs/codec-openjpeg/decodewasmjs' {
  const create: (options: object) => Promise<import('./codecs').OpenJpeg>;
  export default create;
}
declare module '@jsquash/jxl/codec/dec/jxl_dec.js' {
  const create: (options: object) => Promise<import('./codecs').JxlToSrgb>;
  export default create;
}
declare module 'libheif-js/libheif-wasm/libheif.js' {
  const create: (options: object) => import('./codecs').Libheif;
  export default create;
}
