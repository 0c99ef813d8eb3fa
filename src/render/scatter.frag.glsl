#version 300 es
// A disc with a soft edge of one device pixel, in premultiplied alpha.
precision mediump float;

flat in vec4 colour;
flat in float size; // device px
out vec4 fragment;

void main() {
  float distance = length(gl_PointCoord - 0.5) * (size + 1.0);
  float coverage = clamp(0.5 * size + 0.5 - distance, 0.0, 1.0);
  float alpha = colour.a * coverage;
  fragment = vec4(colour.rgb * alpha, alpha);
}
