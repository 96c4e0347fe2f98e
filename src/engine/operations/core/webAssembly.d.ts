// The part of WebAssembly used here. TypeScript has its types only as part of the DOM. Source: WebAssembly JavaScript Interface (W3C).

declare namespace WebAssembly {
  class Module {
    constructor(bytes: Uint8Array);
  }
  class Instance {
    constructor(module: Module, imports?: object);
    readonly exports: unknown;
  }
}
