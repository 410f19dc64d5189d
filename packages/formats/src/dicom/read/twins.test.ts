/** Files of other programs: the same pixels in many transfer syntaxes. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Volume } from '@cuts/core'
import { itkRead, sharedData, sharedDataReason } from '@cuts/testing'
import { describe, expect, it } from 'vitest'
import { readImage } from '../../index.ts'

const sameBytes = (a: Float32Array, b: Float32Array): boolean =>
  Buffer.compare(Buffer.from(a.buffer), Buffer.from(b.buffer)) === 0

const samples = sharedData('formats')
const folders = ['dicom_cornerstone', 'dicom_pydicom', 'dicom_pydicom_data']

/** Files whose pixels are those of the first, coded without loss; of the samples, some machines have only a part. */
const lossless: readonly (readonly [plain: string, ...coded: string[]])[] = [
  [
    'CTImage.dcm',
    ...[
      'BigEndianExplicitTransferSyntax_1.2.840.10008.1.2.2',
      'DeflatedExplicitVRLittleEndianTransferSyntax_1.2.840.10008.1.2.1.99',
      'JPEG2000LosslessOnlyTransferSyntax_1.2.840.10008.1.2.4.90',
      'JPEGLSLosslessTransferSyntax_1.2.840.10008.1.2.4.80',
      'JPEGProcess14SV1TransferSyntax_1.2.840.10008.1.2.4.70',
      'JPEGProcess14TransferSyntax_1.2.840.10008.1.2.4.57',
      'LittleEndianExplicitTransferSyntax_1.2.840.10008.1.2.1',
      'LittleEndianImplicitTransferSyntax_1.2.840.10008.1.2',
      'RLELosslessTransferSyntax_1.2.840.10008.1.2.5',
    ].map(syntax => `CTImage.dcm_${syntax}.dcm`),
  ],
  [
    'MR_small.dcm',
    ...['RLE', 'bigendian', 'expb', 'implicit', 'jp2klossless', 'jpeg_ls_lossless', 'padded'].map(
      v => `MR_small_${v}.dcm`,
    ),
  ],
  ['emri_small.dcm', ...['RLE', 'big_endian', 'jpeg_2k_lossless', 'jpeg_ls_lossless'].map(v => `emri_small_${v}.dcm`)],
  ['liver.dcm', ...['deflate', 'expb', 'j2k', 'rle'].map(v => `liver_${v}.dcm`)],
  ['liver_nonbyte_aligned.dcm', ...['deflate', 'j2k', 'rle'].map(v => `liver_nonbyte_aligned_${v}.dcm`)],
  ['rtdose.dcm', 'rtdose_expb.dcm', 'rtdose_rle.dcm'],
  ['SC_rgb.dcm', 'SC_rgb_expb.dcm', 'SC_rgb_rle.dcm', 'SC_rgb_jpeg_gdcm.dcm'],
  ['SC_rgb_16bit.dcm', 'SC_rgb_expb_16bit.dcm', 'SC_rgb_rle_16bit.dcm'],
  ['SC_rgb_32bit.dcm', 'SC_rgb_expb_32bit.dcm', 'SC_rgb_rle_32bit.dcm'],
  ['SC_rgb_2frame.dcm', 'SC_rgb_expb_2frame.dcm', 'SC_rgb_rle_2frame.dcm'],
  ['OBXXXX1A.dcm', 'OBXXXX1A_expb.dcm', 'OBXXXX1A_rle.dcm'],
  ['693_UNCR.dcm', '693_J2KR.dcm'],
  ['JPEG2000_UNC.dcm', 'JPEG-LL.dcm'],
  ['color-pl.dcm', 'color-px.dcm'],
  ['JLSL_RGB_ILV0.dcm', 'JLSL_RGB_ILV1.dcm', 'JLSL_RGB_ILV2.dcm'],
  ['US1_UNCR.dcm', 'US1_J2KR.dcm'],
  // The decoders of other programs, of the same coded stream.
  ...(['cr', 'cyn1', 'cyn2', 'cynp', 'cys2', 'cys4'] as const).map(
    v => [`SC_rgb_dcmtk_eb${v}_dcmd.dcm`, `SC_rgb_dcmtk_+eb+${v.replace('cy', 'cy+')}.dcm`] as const,
  ),
  ['SC_rgb_jpeg_dcmd.dcm', 'SC_rgb_jpeg.dcm'],
  ['SC_rgb_gdcm2k_uncompressed.dcm', 'SC_rgb_gdcm_KY.dcm'],
]

/** With loss: the largest difference allowed to most pixels, in units of the values. */
const lossy: readonly (readonly [plain: string, coded: string, tolerance: number])[] = [
  ['CTImage.dcm', 'CTImage.dcm_JPEG2000TransferSyntax_1.2.840.10008.1.2.4.91.dcm', 16],
  ['CTImage.dcm', 'CTImage.dcm_JPEGLSLossyTransferSyntax_1.2.840.10008.1.2.4.81.dcm', 8],
  ['CTImage.dcm', 'CTImage.dcm_JPEGProcess2_4TransferSyntax_1.2.840.10008.1.2.4.51.dcm', 60],
  ['CTImage.dcm', 'CTImage.dcm_JPEGProcess6_8TransferSyntax_1.2.840.10008.1.2.4.53.dcm', 60],
  ['CTImage.dcm', 'CTImage.dcm_JPEGProcess10_12TransferSyntax_1.2.840.10008.1.2.4.55.dcm', 60],
  ['HTJ2KLossless_08_RGB.dcm', 'HTJ2K_08_RGB.dcm', 16],
  ['SC_rgb.dcm', 'SC_rgb_jpeg_dcmtk.dcm', 6],
  // The file holds YBR in whole numbers, its pure green clipped.
  ['SC_rgb.dcm', 'SC_ybr_full_uncompressed.dcm', 5],
  ['JPEG2000_UNC.dcm', 'JPEG2000.dcm', 8],
  ['JLSL_RGB_ILV0.dcm', 'JLSN_RGB_ILV0.dcm', 8],
]

describe.skipIf(samples === undefined)(`DICOM of other programs (${sharedDataReason} if skipped)`, () => {
  const pathOf = (name: string) => folders.map(folder => join(samples!, folder, name)).find(existsSync)
  const read = async (name: string): Promise<Volume | undefined> => {
    const path = pathOf(name)
    if (path === undefined) return undefined
    return (await readImage([{ name, bytes: new Uint8Array(readFileSync(path)) }])).volume
  }

  it.each(lossless)('%s is the same in every syntax without loss', async (plain, ...coded) => {
    const [expected, ...found] = (await Promise.all([plain, ...coded].map(read))).filter(volume => volume !== undefined)
    for (const { pixels, width, depth, channels } of found) {
      expect([width, depth, channels]).toEqual([expected!.width, expected!.depth, expected!.channels])
      expect(sameBytes(pixels, expected!.pixels)).toBe(true)
    }
  })

  it.each(lossy)('%s and %s differ by no more than the loss', async (plain, coded, tolerance) => {
    const [a, b] = await Promise.all([read(plain), read(coded)])
    if (a === undefined || b === undefined) return
    const far = a.pixels.reduce((count, value, i) => count + (Math.abs(value - b.pixels[i]!) > tolerance ? 1 : 0), 0)
    expect(far / a.pixels.length).toBeLessThan(0.01)
  })

  it.each([
    'CT_small.dcm',
    'MR_small.dcm',
    'explicit_VR-UN.dcm',
    '693_UNCI.dcm',
    'emri_small.dcm',
    'MR2_J2KR.dcm',
    'JPEG2000.dcm',
  ])('%s has the values that ITK reads', async name => {
    const volume = await read(name)
    if (volume === undefined) return
    const itk = await itkRead('gdcm', new Uint8Array(readFileSync(pathOf(name)!)))
    expect(sameBytes(volume.pixels, Float32Array.from(itk!.data))).toBe(true)
  })

  it('a series of CT slices makes one volume, whatever order the files come in', async () => {
    const folder = join(samples!, 'dicom_ct_series_totalsegmentator')
    const files = readdirSync(folder).map(name => ({ name, bytes: new Uint8Array(readFileSync(join(folder, name))) }))
    const { volume, notices } = await readImage([...files.slice(2, 4), ...files.slice(0, 2)])
    expect(notices).toEqual([])
    expect([volume.width, volume.height, volume.depth]).toEqual([512, 512, 4])
    expect(volume.geometry?.spacingMm).toEqual([0.9765625, 0.9765625, 2])
    const alone = (await readImage(files.slice(0, 1))).volume
    const heights = volume.geometry!.originMm[2]
    const index = Math.round((alone.geometry!.originMm[2] - heights) / 2)
    expect(sameBytes(volume.pixels.slice(index * 512 * 512, (index + 1) * 512 * 512), alone.pixels)).toBe(true)
  })
})
