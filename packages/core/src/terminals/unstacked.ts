/** More marks than any letter of any script has. */
const MOST = 16;
const stacked = new RegExp(`([\\p{M}\\p{Cf}]{${MOST}})[\\p{M}\\p{Cf}]+`, "gu");

/**
 * Output without the marks that would go on top of each other without end: an emulator keeps all of them with their letter,
 * so that a program which prints nothing else would fill the memory from a single cell.
 */
export const unstacked = (text: string): string => (/[\u0300-\uffff]/.test(text) ? text.replace(stacked, "$1") : text);
