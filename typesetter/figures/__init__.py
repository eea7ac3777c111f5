"""Pictures and plots: what a picture file is, and the drawing of data.

A plot passes through four steps, each a module of its own: its attributes are read (:mod:`.plotspec`), the data is arranged
(:mod:`.plotdata`), laid out as shapes and texts (:mod:`.bars`, :mod:`.lines`, :mod:`.scatter`, :mod:`.timeline`), and the
shapes are drawn as a PDF (:mod:`.ink`, the one module that knows matplotlib). The texts stay texts: LaTeX sets them over
the picture in the document's own font.
"""
