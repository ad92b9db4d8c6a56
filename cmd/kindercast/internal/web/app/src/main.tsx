import { render } from "preact";
import { Page } from "./page";
import "./style.css";

// Without WebGL there is no map here; the server draws one.
function hasWebGL(): boolean {
  const canvas = document.createElement("canvas");
  return canvas.getContext("webgl2") !== null;
}

if (hasWebGL()) {
  render(<Page />, document.getElementById("page")!);
} else {
  window.location.replace("/plain");
}
