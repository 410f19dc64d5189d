/** The interface of a format of pictures, so that all of them are read alike. */
import type { PictureHeader } from '../header.ts'
import type { Raster } from '../raster.ts'
import type { StackDescription } from '../tiff/imagej.ts'

/** A picture, or a page of a file of several. */
export interface Page {
  readonly header: PictureHeader
}

export interface DecodedPage extends Page {
  readonly raster: Raster
  /** Indices of the samples of a pixel that are alpha. */
  readonly alpha: readonly number[]
  readonly notices: readonly string[]
}

export interface PictureCodec<P extends Page> {
  /**
   * The first full-size page. Throws `Unreadable` for a damaged file and `Unsupported` for variants that are not read.
   */
  readonly inspect: (bytes: Uint8Array, name: string) => P
  /** All full-size pages. Absent if a file holds one picture. */
  readonly inspectPages?: (bytes: Uint8Array, name: string) => readonly P[]
  /** Describes the pages, if the file states it. */
  readonly describeStack?: (first: P, pages: number) => StackDescription | undefined
  /** Throws `Unreadable` for corrupt samples. */
  readonly decode: (bytes: Uint8Array, page: P, name: string) => Promise<DecodedPage>
  /** Whether edges ring, so that a mask is cut at half its maximum. */
  readonly isLossy?: boolean
}
