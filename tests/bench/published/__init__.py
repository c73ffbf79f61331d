"""Form A: business-to-business meeting scheduling as published, in MiniZinc data files (.dzn).

Bofill, Coll, Garcia, Giráldez-Cru, Pesant, Suy, Villaret: JAIR 74 (2022) 263–301. All meetings are held; the sum of the
participants' breaks is minimised.
"""
