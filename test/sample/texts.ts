/** Files of the sample workspace that are not images. */

export const settings = `{
  // Two profiles of this folder. Right-click some images and choose Run Profile... to use one.
  "assetmill.profiles": {
    "web": {
      "description": "1600 px for the web site, as WebP and as JPEG",
      "steps": [{ "operation": "resize", "longEdge": 1600 }],
      "outputs": [
        { "format": "webp", "quality": 80, "folder": "web" },
        { "format": "jpeg", "quality": 82, "folder": "web" }
      ],
      "exclude": ["icons/**"]
    },
    "thumbnail": {
      "description": "Square previews of 320 px",
      "steps": [{ "operation": "resize", "width": 320, "height": 320, "fit": "cover" }],
      "outputs": [{ "format": "webp", "quality": 75, "folder": "thumbnails", "name": "{name}-{width}" }]
    }
  }
}
`;

export const readme = `# Sample images

A small folder to try Assetmill on. Right-click images or folders in the Explorer and choose **Resize Images...**

| folder | what is in it |
| --- | --- |
| \`photos\` | JPEG, WebP, AVIF and TIFF; \`forest-in-mist.jpg\` is turned by its EXIF orientation, \`mountain-lake.jpg\` says where it was taken |
| \`icons\`, \`screenshots\` | PNG with transparency |
| \`animations\` | an animated GIF and an animated WebP |
| \`brand\` | an SVG logo |
| \`inbox\` | two files that cannot be read: \`broken.jpg\` is cut off, \`pointer.png\` is a Git LFS pointer |
| \`build\` | left out, because \`.gitignore\` names it |

Two profiles, \`web\` and \`thumbnail\`, are in \`.vscode/settings.json\`.
`;

export const gitignore = 'build/\n';

/** What Git writes in place of an image when Git LFS is not set up. */
export const lfsPointer = `version https://git-lfs.github.com/spec/v1
oid sha256:4d7a214614ab2935c943f9e0ff69d22eadbb8f32b1258daaa5e2ca24d17e2393
size 2048576
`;
