/** ITK's own readers and writers, which tests of files compare with. */
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'

type ItkFormat = keyof typeof extensions

/** Interleaved samples, rows from the top. */
export interface ItkImage {
  readonly size: readonly number[]
  readonly components: number
  readonly componentType: 'uint8' | 'int8' | 'uint16' | 'int16' | 'uint32' | 'int32' | 'float32' | 'float64'
  readonly data: ArrayLike<number> & { readonly buffer: ArrayBufferLike }
  readonly spacing?: readonly number[]
  readonly origin?: readonly number[]
  readonly direction?: ArrayLike<number>
}

const extensions = {
  png: 'png',
  jpeg: 'jpg',
  tiff: 'tif',
  bmp: 'bmp',
  nifti: 'nii.gz',
  nrrd: 'nrrd',
  meta: 'mha',
  mgh: 'mgz',
  gdcm: 'dcm',
} as const

/** Reads a file with ITK. Returns undefined if ITK reports that it cannot. */
export async function itkRead(format: ItkFormat, bytes: Uint8Array): Promise<ItkImage | undefined> {
  const { InterfaceTypes, runPipelineNode } = await import('itk-wasm')
  const path = `image.${extensions[format]}`
  const { outputs } = await runPipelineNode(
    pipelinePath(`${format}-read-image`),
    [path, '0', '1', '--memory-io'],
    [{ type: InterfaceTypes.JsonCompatible }, { type: InterfaceTypes.Image }],
    [{ type: InterfaceTypes.BinaryFile, data: { path, data: bytes } }],
  )
  const image = outputs[1]?.data as
    | (ItkImage & { imageType: Pick<ItkImage, 'components' | 'componentType'> })
    | undefined
  if (image === undefined) return undefined
  const { size, data, spacing, origin, direction, imageType } = image
  const { components, componentType } = imageType
  return { size, components, componentType, data, spacing: spacing!, origin: origin!, direction: direction! }
}

/** Writes a file with ITK. */
export async function itkWrite(format: ItkFormat, image: ItkImage, compress = false): Promise<Uint8Array> {
  const { InterfaceTypes, runPipelineNode } = await import('itk-wasm')
  const path = `image.${extensions[format]}`
  const { components, componentType, size } = image
  const dimension = size.length
  const direction =
    image.direction ?? Array.from({ length: dimension ** 2 }, (_, i) => (i % (dimension + 1) === 0 ? 1 : 0))
  const input = {
    imageType: { dimension, componentType, pixelType: pixelTypes[components] ?? 'VariableLengthVector', components },
    name: 'image',
    origin: image.origin ?? size.map(() => 0),
    spacing: image.spacing ?? size.map(() => 1),
    direction: Float64Array.from(direction),
    size: [...size],
    metadata: new Map(),
    data: image.data,
  }
  const { outputs } = await runPipelineNode(
    pipelinePath(`${format}-write-image`),
    ['0', '0', path, '--memory-io', ...(compress ? ['--use-compression'] : [])],
    [
      { type: InterfaceTypes.JsonCompatible },
      { type: InterfaceTypes.BinaryFile, data: { path, data: new Uint8Array() } },
    ],
    [{ type: InterfaceTypes.Image, data: input as never }],
  )
  const file = outputs[1]?.data as { data: Uint8Array } | undefined
  if (file === undefined) throw new Error(`internal: ITK could not write the ${format} file`)
  return new Uint8Array(file.data)
}

const pixelTypes: { readonly [components: number]: string } = { 1: 'Scalar', 3: 'RGB', 4: 'RGBA' }

function pipelinePath(name: string): string {
  const require = createRequire(import.meta.url)
  return join(dirname(require.resolve('@itk-wasm/image-io')), 'pipelines', name)
}
