/** The position of the pixel grid in the patient or on the specimen. Absent if the file does not state it. */
export interface PlaneGeometry {
  /** Millimetres from one pixel centre to the next along x (columns) and y (rows). */
  readonly spacingMm: readonly [number, number]
  /** Position of the centre of the first pixel, mm. */
  readonly originMm: readonly [number, number]
  /** Unit vectors of the column and row axes, row-major 2x2. */
  readonly direction: readonly [number, number, number, number]
}

/** The number type that the file stored. It gives the range to expect of the intensities. */
export type SampleType = 'uint8' | 'int8' | 'uint16' | 'int16' | 'uint32' | 'int32' | 'float32' | 'float64'

/** A 2-D image: intensities in the file's own units, channel-planar. */
export interface Image {
  readonly width: number
  readonly height: number
  /** 1 (grey), 3 (RGB) or any other count of co-registered channels; no alpha. */
  readonly channels: number
  /** Intensities, [channel][row][column], length channels * height * width. */
  readonly pixels: Float32Array
  readonly sampleType: SampleType
  readonly geometry?: PlaneGeometry | undefined
}

/** A label per pixel, row-major; ids are non-negative and need not be consecutive. */
export interface LabelMap {
  readonly width: number
  readonly height: number
  readonly labels: Int32Array
  readonly geometry?: PlaneGeometry | undefined
}

/** A binary mask, row-major: 1 inside, 0 outside. */
export interface Mask {
  readonly width: number
  readonly height: number
  readonly data: Uint8Array
  readonly geometry?: PlaneGeometry | undefined
}
