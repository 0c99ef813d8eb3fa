// What follows a value on its way out of a layer: RELU, POOL (windows of SIZE × SIZE; 1: none), DROPOUT; in this order.

/** No place of a window won: the ReLU was at 0, or dropout took the value. */
const NONE = 0xffffu;

/** Four 16-bit numbers in two words. */
fn packPlaces(places: vec4u) -> vec2u {
  return places.xz | (places.yw << vec2u(16u));
}

fn unpackPlaces(packed: vec2u) -> vec4u {
  return vec4u(packed.x & 0xffffu, packed.x >> 16u, packed.y & 0xffffu, packed.y >> 16u);
}
