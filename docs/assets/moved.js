/* At an address that a page had before: goes to the page, and to the place on it that the address names. */
"use strict"

location.replace(document.currentScript.dataset.address + location.search + location.hash)
