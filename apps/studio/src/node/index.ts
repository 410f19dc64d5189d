export { buildStudio } from './build-studio.ts'
