/** Something in a JPEG that is rare, or damaged, and better left as it is. */
export class UnusualJpeg extends Error {}
