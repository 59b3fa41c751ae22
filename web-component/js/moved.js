/**
 * An element was moved in the page. It is taken out and put in again, and what it shows stays; but a dialog that was open has
 * lost its place above the page, and gets it back.
 */
export function reopen(root) {
  for (const dialog of root.querySelectorAll("dialog[open]")) {
    dialog.close();
    dialog.showModal();
  }
}
