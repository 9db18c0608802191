// What only a script can do: suggestions while one types, and tables sorted by a column. Every page works without.
"use strict";
