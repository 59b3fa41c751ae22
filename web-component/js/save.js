/** Saves a file. In its name `{date}` is today. */
export function save(name, blob) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  // Its date is today's: "sv" writes dates as ISO 8601 has them.
  link.download = name.replace("{date}", new Date().toLocaleDateString("sv"));
  link.click();
  URL.revokeObjectURL(link.href);
}
