#version 300 es
// One vertex a point: mixes its positions in two frames, projects it, takes its class's colour.

layout(location = 0) in vec3 from; // z is 0 where the data has two components
layout(location = 1) in vec3 to;
layout(location = 2) in uint label;

uniform float mixing;      // 0..1 between the frames
uniform vec4 projectX;     // data (x, y, z, 1) to CSS px
uniform vec4 projectY;
uniform vec4 depth;        // data to -1 (far) .. 1 (near)
uniform vec2 viewport;     // CSS px
uniform float diameter;    // device px
uniform sampler2D palette; // one texel a class: colour, and opacity in alpha

flat out vec4 colour;
flat out float size;       // device px

// As in depth-cue.ts.
const float GROWTH = 0.4;
const float FADING = 0.35;

void main() {
  colour = texelFetch(palette, ivec2(int(label), 0), 0);
  vec4 point = vec4(mix(from, to, mixing), 1.0);
  vec2 px = vec2(dot(projectX, point), dot(projectY, point));
  vec2 clip = vec2(2.0 * px.x / viewport.x - 1.0, 1.0 - 2.0 * px.y / viewport.y);
  // A hidden class lies outside of the clip volume.
  gl_Position = colour.a == 0.0 ? vec4(2.0, 2.0, 2.0, 1.0) : vec4(clip, 0.0, 1.0);
  float near = clamp(dot(depth, point), -1.0, 1.0);
  size = diameter * (1.0 + GROWTH * near);
  colour.a *= 1.0 - FADING * (0.5 - 0.5 * near) * float(depth.xyz != vec3(0.0));
  // One pixel more for the soft edge.
  gl_PointSize = size + 1.0;
}
