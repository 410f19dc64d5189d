/**
 * Switches off what ONNX Runtime would report to its makers. It must be imported before the runtime: importing it is all
 * there is to do, and child processes inherit the setting. Builds from 1.29 on send events unless this is set before they
 * load; the build this package asks for is older and has no such code, so this guards against another build being installed
 * in its place.
 */
process.env.ORT_DISABLE_TELEMETRY = '1'
