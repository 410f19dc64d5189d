/**
 * Switches off the telemetry of ONNX Runtime. It must be imported before the runtime; importing it is enough, and child
 * processes inherit the setting. Builds from 1.29 on send events unless this is set before they load. The build that
 * this package requires is older and has no such code, so this guards against another build being installed in its
 * place.
 */
process.env.ORT_DISABLE_TELEMETRY = '1'
