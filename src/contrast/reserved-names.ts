/** Contrast source, generate's mutators: volume of the secrets, which must be an emptyDir, and where containers find it. */
export const SECRETS_VOLUME = 'contrast-secrets';
export const SECRETS_PATH = '/contrast';
/** Contrast source, `AddImageStore`: the ephemeral volume of the image store, and its device in the container that holds it. */
export const IMAGE_STORE_VOLUME = 'image-store';
export const IMAGE_STORE_DEVICE = '/dev/image_store';
/** Contrast documentation, Encrypted storage: the device of the secure persistent volume, in the initializer. */
export const SECURE_PV_DEVICE = '/dev/csi0';
