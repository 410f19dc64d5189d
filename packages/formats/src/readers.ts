/** The formats that are read: what the documentation lists, and the tests hold sample files against. */

export interface Reader {
  readonly name: string
  /** Usual endings of file names; a file is told by its content. */
  readonly extensions: readonly string[]
  /** What is read of the format. */
  readonly reads: string
  /** What is refused, in a sentence. */
  readonly refuses: string
  /** What is known of where the pixels lie, where the file states it. */
  readonly geometry: 'spacing, origin, direction' | 'spacing' | 'none'
}

const everything = 'spacing, origin, direction'

export const readers = {
  png: {
    name: 'PNG',
    extensions: ['.png'],
    reads: '1 to 16 bits, grey, colour, palette; transparency left out',
    refuses: '',
    geometry: 'none',
  },
  jpeg: {
    name: 'JPEG',
    extensions: ['.jpg', '.jpeg'],
    reads: '8 bits, grey, colour, CMYK',
    refuses: '12 bits, lossless, arithmetic coding (all but the last are read in DICOM)',
    geometry: 'none',
  },
  bmp: {
    name: 'BMP',
    extensions: ['.bmp'],
    reads: '8 bits with palette, 24 and 32 bits',
    refuses: 'fewer bits, compression',
    geometry: 'none',
  },
  tiff: {
    name: 'TIFF, BigTIFF',
    extensions: ['.tif', '.tiff'],
    reads:
      'integers to 32 bits, floats of 16 to 64; strips, tiles, planes; LZW, deflate, PackBits, JPEG, fax; any channels; pages of one size are slices, or what ImageJ says that they are',
    refuses: 'JPEG 2000, LERC, Zstandard and other late compressions',
    geometry: 'spacing',
  },
  nifti: {
    name: 'NIfTI-1, NIfTI-2, Analyze 7.5',
    extensions: ['.nii', '.nii.gz', '.hdr + .img'],
    reads: 'integers, floats, RGB, vectors, gzip, both byte orders; volumes of a series one at a time',
    refuses: 'complex numbers, single bits, matrices of connectivity (CIFTI)',
    geometry: everything,
  },
  nrrd: {
    name: 'NRRD',
    extensions: ['.nrrd', '.nhdr'],
    reads: 'raw, gzip, bzip2, text, hex; data in the file, in another or in several; lines and bytes skipped; channels',
    refuses: 'blocks, more than five axes',
    geometry: everything,
  },
  metaimage: {
    name: 'MetaImage',
    extensions: ['.mha', '.mhd'],
    reads: 'raw, zlib, text; data in the file, in another or in several; channels',
    refuses: '',
    geometry: everything,
  },
  mgh: {
    name: 'MGH, MGZ',
    extensions: ['.mgh', '.mgz'],
    reads: 'all sample types, gzip; volumes of a series one at a time',
    refuses: '',
    geometry: everything,
  },
  numpy: {
    name: 'NumPy',
    extensions: ['.npy', '.npz'],
    reads:
      'integers, floats, both byte orders, rows or columns first; one array of an archive, with the grid that CUTS writes',
    refuses: 'objects, text, records, complex numbers',
    geometry: everything,
  },
  minc: {
    name: 'MINC 1',
    extensions: ['.mnc', '.mnc.gz'],
    reads: 'all sample types, ranges by slice, any order of axes; volumes of a series one at a time',
    refuses: 'MINC 2',
    geometry: everything,
  },
  afni: {
    name: 'AFNI',
    extensions: ['.HEAD + .BRIK'],
    reads: 'bytes, shorts, floats, factors, gzip; sub-bricks one at a time',
    refuses: 'complex numbers, colour, bricks of several types',
    geometry: everything,
  },
  parrec: {
    name: 'Philips PAR/REC',
    extensions: ['.PAR + .REC'],
    reads: 'versions 4 to 4.2, values as displayed; volumes of a series one at a time',
    refuses: 'images of several sizes',
    geometry: 'spacing',
  },
  dicom: {
    name: 'DICOM',
    extensions: ['.dcm', '.dcm.gz', 'none'],
    reads:
      'files, frames and series; with or without file header; little- and big-endian, deflated; RLE, JPEG (baseline, extended, lossless), JPEG-LS, JPEG 2000, HTJ2K; grey, palette, RGB, YBR, single bits, floats',
    refuses: 'video; what holds no image (reports, plans, contours, waveforms, palettes) is called by its name',
    geometry: everything,
  },
} as const satisfies { readonly [id: string]: Reader }
