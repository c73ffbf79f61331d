// Everything works without this script; it only saves clicks. Each module listens on the document,
// so that what htmx brings in later is served too.
import "htmx.org/dist/htmx.esm.js";
import "./asked.js";
import "./board.js";
import "./bulk.js";
import "./chosen.js";
import "./copy.js";
import "./drag.js";
import "./enter.js";
import "./focus.js";
import "./forget.js";
import "./inbox.js";
import "./menu.js";
import "./mirror.js";
import "./nav.js";
import "./picker.js";
import "./pressed.js";
import "./print.js";
import "./rows.js";
import "./time.js";
import "./unsaved.js";
