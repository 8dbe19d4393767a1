/** Bits that keys stand for, or those of all keys of a document together; their meaning is up to whoever has them gathered. */
export interface KeyBits {
  low: number;
  high: number;
}

export type BitsOf = (key: string) => Readonly<KeyBits>;
