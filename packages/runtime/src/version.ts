/** Version of the whole project; held equal to package.json by a test. */
export const version = '0.1.0'
