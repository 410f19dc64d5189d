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
}

/** By the name under which a comparison takes the file. */
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
} as const satisfies { readonly [name: string]: PublishedModel }

export type ModelName = keyof typeof publishedModels
