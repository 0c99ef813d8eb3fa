alias Position = vec3<f32>;

fn components(v: vec3<f32>) -> Position {
  return v;
}
