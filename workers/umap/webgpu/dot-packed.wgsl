requires packed_4x8_integer_dot_product;

/** Four products of bytes in one instruction. */
fn dot4(a: u32, b: u32) -> u32 {
  return dot4U8Packed(a, b);
}
