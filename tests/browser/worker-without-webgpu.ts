/** A worker in which the browser shows an adapter that never gives a device. */
import { serveEngine } from '@cuts/nn/web'

const { gpu } = navigator as Navigator & { gpu?: { requestAdapter(): Promise<object | null> } }
if (gpu !== undefined) {
  const requestAdapter = gpu.requestAdapter.bind(gpu)
  gpu.requestAdapter = async () => {
    const adapter = await requestAdapter()
    const refuse = (): Promise<never> => Promise.reject(new Error('the driver is lost\n    at line 1'))
    return adapter && Object.defineProperty(adapter, 'requestDevice', { value: refuse })
  }
}

serveEngine(self)
