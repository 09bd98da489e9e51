declare module '@xenova/transformers/src/utils/hub.js' {
  /** Fetches one file of a model into the cache folder. */
  export function getModelFile(
    model: string,
    file: string,
    fatal: boolean,
    options: { progress_callback: (info: { status: string; loaded?: number }) => void },
  ): Promise<Uint8Array>;
}
