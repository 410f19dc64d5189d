/** OpenJPH ships no types. */
declare module '@cornerstonejs/codec-openjph' {
  const factory: import('../htj2k/load-htj2k.ts').OpenJphFactory
  export default factory
}
