/** What each reader is tested with: files of other programs, and files that ITK or a test lays out. */
import type { formats } from '@cuts/formats'

type Readable = Extract<(typeof formats)[number], { readonly reader: object }>

export const fixtures: { readonly [id in Readable['id']]: string } = {
  png: "ITK's, the retina set",
  jpeg: "ITK's",
  bmp: "ITK's",
  tiff: "ITK's, laid out by tag, `stardist_img2d.tif`, `TCGA_CS_4941_19960909_15.tif`",
  nifti: "ITK's, laid out by field, `niivue_CT_pitch.nii.gz`, `example_nifti2.nii.gz`",
  nrrd: "ITK's, `BallBinary30x30x30.nrrd` in seven encodings",
  metaimage: "ITK's, `3DCT_lung_baseline_small.mha`, `fixed.mhd`",
  mgh: "ITK's, `nibabel_test.mgz`",
  numpy: 'laid out by byte, `voxelmorph_test_seg.npz`',
  minc: '`minc1_4d.mnc`',
  afni: 'laid out by attribute, `example4d+orig.HEAD`, `scaled+tlrc.HEAD`',
  parrec: '`phantom_EPI_asc_CLEAR_2_1.PAR`',
  dicom: 'laid out by element, `CTImage.dcm` in 16 transfer syntaxes, `CT_small.dcm`, `emri_small.dcm`, a CT series',
}
