"""The command line: `escapelens check`, `serve`, `explain`, `fix`, `facts`, `demo`. It holds no analysis.

Property: before anything of it is imported, the folder it is run in is off the import path.
"""

from escapelens.common.isolation import leave_current_folder

leave_current_folder()
