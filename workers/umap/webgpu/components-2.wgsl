alias Position = vec2<f32>;

fn components(v: vec3<f32>) -> Position {
  return v.xy;
}
