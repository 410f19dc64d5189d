export { renderReport } from './render-report.ts'
export { type ReportInputs, readReportInputs, writeReport } from './report-folder.ts'
export type { ContourPictures, ImagePictures, LevelPicture, ReportPictures } from './report-pictures.ts'
