"""The demonstration: nine courts of Yanbian with the figures of 2018 as printed and of 2019 made up, and a court that
is made up altogether, 演示县人民法院. Everything made up comes from one seed, is the same each time, and is marked
演示数据.
"""
