export { type BucketStore, createBucketStore } from './bucket-store.ts'
export type { Bucket } from './requests.ts'
