/** The patch format as the model's decoder is held to it (Lark). */
export const patchGrammar = `start: begin_patch file+ end_patch
begin_patch: "*** Begin Patch" LF
end_patch: "*** End Patch" LF?

file: add_file | delete_file | update_file
add_file: "*** Add File: " path LF added_line+
delete_file: "*** Delete File: " path LF
update_file: "*** Update File: " path LF move_to? chunks?

path: /(.+)/
added_line: "+" /(.*)/ LF
move_to: "*** Move to: " path LF
chunks: (context | line)+ end_of_file?
context: ("@@" | "@@ " /(.+)/) LF
line: ("+" | "-" | " ") /(.*)/ LF
end_of_file: "*** End of File" LF

%import common.LF
`;
